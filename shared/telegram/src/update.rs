//! Reading updates.

use teloxide_core::types::{Update, UpdateKind};

/// Reads one update from the bytes of a webhook request.
///
/// A kind of update this release does not know comes out as [`UpdateKind::Error`] with the whole body inside. The bytes
/// must be the original ones: `teloxide-core` needs borrowed keys and reads an update from a `serde_json::Value`
/// always as an error.
///
/// # Errors
/// When the body is not JSON, or has no valid `update_id`.
pub fn decode(body: &[u8]) -> serde_json::Result<Update> {
    let mut update: Update = serde_json::from_slice(body)?;
    if let UpdateKind::Error(raw) = &mut update.kind {
        *raw = serde_json::from_slice(body)?;
    }
    Ok(update)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_kind_is_kept_raw() {
        let update = decode(br#"{"update_id": 7, "from_the_future": {"x": 1}}"#).unwrap();
        assert_eq!(update.id.0, 7);
        assert!(matches!(update.kind, UpdateKind::Error(raw) if raw["from_the_future"]["x"] == 1));
    }

    #[test]
    fn what_is_no_update_is_an_error() {
        for body in ["", "[]", "null", "{}", r#"{"message": {}}"#, r#"{"update_id": "7"}"#, r#"{"update_id": -1}"#] {
            assert!(decode(body.as_bytes()).is_err(), "{body}");
        }
    }
}
