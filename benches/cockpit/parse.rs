//! Reading every result file and StateBox.

use std::path::Path;
use std::time::Instant;

use oar_tui::domain::document::{self, DocumentKey, FOLDER};
use oar_tui::domain::source::Branch;

fn files(
    branch: Branch,
    folder: &Path,
    inside: &str,
    into: &mut Vec<(DocumentKey, String, String)>,
) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = format!("{inside}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files(branch, &entry.path(), &format!("{name}/"), into);
        } else if let (Some(key), Ok(text)) =
            (DocumentKey::of(branch, &name), std::fs::read_to_string(entry.path()))
        {
            into.push((key, name, text));
        }
    }
}

pub fn measure() {
    let Some(data) = crate::data() else { return println!("skipped: OAR_TUI_DATA is not set") };
    for (branch, folder) in [(Branch::Record, "record"), (Branch::ZStream, "z-stream")] {
        let mut found = Vec::new();
        files(branch, &data.join(folder), FOLDER, &mut found);
        let bytes: usize = found.iter().map(|(_, _, text)| text.len()).sum();
        let rounds = (0..5).map(|_| {
            let begun = Instant::now();
            for (key, path, text) in &found {
                std::hint::black_box(document::read(key, path, text, None));
            }
            begun.elapsed().as_secs_f64() * 1e3
        });
        let ms = crate::median(rounds.collect());
        println!(
            "{folder}: {} files, {:.1} MB in {ms:.1} ms ({:.0} MB/s)",
            found.len(),
            bytes as f64 / 1e6,
            bytes as f64 / 1e3 / ms
        );
    }
}
