//! A layer, unpacked while it arrives: the two documents of a release are taken out, the rest goes by.

use std::io::{self, Read};

use aws_lc_rs::digest as sums;
use flate2::bufread::MultiGzDecoder;

use super::named;
use crate::connectors::pieces::Pieces;
use crate::domain::digest::Digest;

/// What was found in layers.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// `release-manifests/image-references`
    pub references: Option<Vec<u8>>,
    /// `release-manifests/release-metadata`
    pub metadata: Option<Vec<u8>>,
    /// the layer was read to its end and has the digest it should have
    pub verified: bool,
}

const REFERENCES: &str = "release-manifests/image-references";
const METADATA: &str = "release-manifests/release-metadata";
/// Both documents are far below this.
const LARGEST_FILE: u64 = 8 << 20;
/// Bytes of a whole unpacked layer.
const LARGEST_UNPACKED: u64 = 4 << 30;
/// A layer up to this size is read to its end, so that its digest can be verified.
const LARGEST_VERIFIED: u64 = 64 << 20;
/// Files in a layer.
const MOST_FILES: usize = 200_000;

impl Found {
    /// Nothing more is looked for.
    pub(super) fn is_complete(&self) -> bool {
        self.references.is_some() && self.metadata.is_some()
    }
}

/// Looks for the documents. `digest`, `size`: what the manifest says of the layer.
pub(super) fn look(pieces: Pieces, digest: &Digest, size: u64) -> Result<Found, String> {
    let mut summed =
        Summed { from: pieces, sum: sums::Context::new(&sums::SHA256), read: 0, most: size };
    let mut found = search(&mut summed)?;
    if found.is_complete() && size > LARGEST_VERIFIED {
        return Ok(found);
    }
    io::copy(&mut summed, &mut io::sink()).map_err(fault)?;
    let own = named(&summed.sum.finish());
    if own != *digest {
        return Err(format!("the layer has another digest, {}", own.short()));
    }
    found.verified = true;
    Ok(found)
}

fn search(summed: &mut Summed) -> Result<Found, String> {
    let mut packed = io::BufReader::new(summed);
    let unpacked: Box<dyn Read + '_> = match io::BufRead::fill_buf(&mut packed).map_err(fault)? {
        [0x1f, 0x8b, ..] => Box::new(MultiGzDecoder::new(packed)),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => return Err("the layer is packed with zstd".to_owned()),
        _ => Box::new(packed),
    };
    let mut archive = tar::Archive::new(unpacked.take(LARGEST_UNPACKED));
    let mut found = Found::default();
    for (nth, entry) in archive.entries().map_err(fault)?.enumerate() {
        let mut entry = entry.map_err(fault)?;
        if nth >= MOST_FILES {
            return Err("the layer holds too many files".to_owned());
        }
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let place = match path.trim_start_matches("./").trim_start_matches('/') {
            REFERENCES => &mut found.references,
            METADATA => &mut found.metadata,
            _ => continue,
        };
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let mut bytes = Vec::new();
        entry.by_ref().take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(fault)?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(format!("{path} is larger than {} MB", LARGEST_FILE >> 20));
        }
        *place = Some(bytes);
        if found.is_complete() {
            break;
        }
    }
    Ok(found)
}

/// Counts and sums what goes by.
struct Summed {
    from: Pieces,
    sum: sums::Context,
    read: u64,
    most: u64,
}

impl Read for Summed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.read += read as u64;
        if self.most > 0 && self.read > self.most {
            return Err(io::Error::other("more came than the manifest says"));
        }
        self.sum.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

fn fault(error: io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "the layer ends early".to_owned(),
        io::ErrorKind::Other => format!("the layer is damaged: {error}"),
        _ => "the layer is damaged".to_owned(),
    }
}
