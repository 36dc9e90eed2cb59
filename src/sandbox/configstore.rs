//! The release team's configuration as the sandbox has it: invented, and sealed with an invented key
//! (reference/configstore.md §1).

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The key of a seed: sixteen letters. It guards invented data and may be guessed.
pub fn key(seed: u64) -> String {
    let mut random = fastrand::Rng::with_seed(seed ^ 0x00c0_ff1e);
    (0..16).map(|_| random.alphanumeric()).collect()
}

/// A text, sealed as one JWE in compact form; `None` where the library has no random numbers or the like.
pub fn seal(text: &str, seed: u64) -> Option<String> {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"dir","enc":"A128GCM"}"#);
    let mut random = fastrand::Rng::with_seed(seed);
    // One text per key, so that the same seed gives the same file.
    let nonce: [u8; NONCE_LEN] = std::array::from_fn(|_| random.u8(..));
    let sealing = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, key(seed).as_bytes()).ok()?);
    let mut sealed = text.as_bytes().to_vec();
    let tag = sealing
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(header.as_bytes()),
            &mut sealed,
        )
        .ok()?;
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    Some(format!("{header}..{}.{}.{}", part(&nonce), part(&sealed), part(tag.as_ref())))
}
