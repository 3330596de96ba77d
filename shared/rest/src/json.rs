//! JSON objects, and where in them an error lies.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_path_to_error::{Path, Segment};

use crate::FieldError;

/// The largest JSON body, in bytes.
pub(crate) const MAX_BODY: usize = 1 << 20;

/// A body that is JSON.
///
/// # Errors
/// The first wrong field.
pub(crate) fn read<T: DeserializeOwned>(body: &str) -> Result<T, FieldError> {
    let mut json = serde_json::Deserializer::from_str(body);
    let object = serde_path_to_error::deserialize(&mut json);
    object.map(|Object(value)| value).map_err(|error| wrong_field(pointer(error.path()), error.inner()))
}

/// A struct that is written as a JSON object and in no other way: serde would also take an array of its fields.
#[derive(Debug, Clone, Copy, Default)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(fields))
            }
        }

        deserializer.deserialize_map(Fields(PhantomData)).map(Self)
    }
}

pub(crate) fn wrong_field(mut pointer: String, error: &serde_json::Error) -> FieldError {
    let text = error.to_string();
    let detail = text.split(" at line ").next().unwrap_or_default().to_owned();
    // serde tells of these at the object that lacks or repeats the field
    for telling in ["missing field `", "duplicate field `", "unknown field `"] {
        let field = detail.strip_prefix(telling).and_then(|rest| rest.split('`').next());
        if let Some(field) = field.filter(|field| !pointer.ends_with(&format!("/{}", escape(field)))) {
            pointer = format!("{pointer}/{}", escape(field));
        }
    }
    FieldError { pointer, detail }
}

pub(crate) fn pointer(path: &Path) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", escape(key)),
        Segment::Enum { .. } | Segment::Unknown => String::new(),
    };
    path.iter().map(segment).collect()
}

/// RFC 6901, section 3.
pub(crate) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
