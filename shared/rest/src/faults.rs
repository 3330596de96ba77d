//! All wrong fields of a JSON body, where serde reports the first and stops.
//!
//! A body that was refused is taken apart: each of its members and elements is read once more on its own, in a body that
//! holds nothing else, so that no error hides another. Which members are missing cannot be found out in this way; that
//! is known from the description of the type for OpenAPI. A type of a body needs nothing beyond `Deserialize` and
//! `ToSchema`.
//!
//! ```text
//! {"title": 1, "price": {"amount": -1}}      refused for /title
//! {"title": 1}                               /title: invalid type: integer `1`, expected a string
//! {"price": {"amount": -1}}                  /price/amount: is not between 0 and 99999999999
//! required: title, category_id, price        /category_id: missing field `category_id`
//! required: amount, currency                 /price/currency: missing field `currency`
//! ```

use std::{
    any::TypeId,
    collections::{HashMap, HashSet},
    iter::zip,
    sync::{Arc, Mutex, PoisonError},
};

use once_cell::sync::Lazy;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, value::RawValue};
use serde_with::serde_as;
use utoipa::ToSchema;

use crate::{
    FieldError,
    json::{MAX_BODY, escape, read},
};

/// No more than so many are reported.
const MOST: usize = 100;

/// What is wrong with a body that is JSON but no `T`; at least what serde said `first`.
pub(crate) fn wrong_fields<T: DeserializeOwned + ToSchema + 'static>(body: &str, first: FieldError) -> Vec<FieldError> {
    let mut found = vec![];
    look(body, &Place::default(), &|body| read::<T>(body).map(drop), &mut found);
    // Bodies that are nested too deep for this hold no field of ours down there
    if let Ok(body) = serde_json::from_str(body) {
        let description = Description::of::<T>();
        add_missing(&description.schema, &description.referred, &body, "", &mut found);
    }
    found.truncate(MOST);
    if found.is_empty() { vec![first] } else { found }
}

/// A type as OpenAPI describes it, with the types it refers to.
struct Description {
    schema: Value,
    referred: Map<String, Value>,
}

impl Description {
    /// Made once per type.
    fn of<T: ToSchema + 'static>() -> Arc<Self> {
        static MADE: Lazy<Mutex<HashMap<TypeId, Arc<Description>>>> = Lazy::new(Mutex::default);
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        made.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(Self::make::<T>())).clone()
    }

    fn make<T: ToSchema>() -> Self {
        let mut schemas = vec![];
        T::schemas(&mut schemas);
        let schemas = schemas.into_iter().filter_map(|(name, schema)| Some((name, serde_json::to_value(schema).ok()?)));
        Self { schema: serde_json::to_value(T::schema()).unwrap_or_default(), referred: schemas.collect() }
    }
}

/// Where a part of the body lies, and how it is read alone.
#[derive(Debug, Default)]
struct Place {
    pointer: String,
    /// The pointer when nothing else is in the body.
    alone: String,
    /// The text before the part when nothing else is in the body.
    opening: String,
    /// The text behind it.
    closing: String,
}

impl Place {
    fn member(&self, key: &str) -> Self {
        let opening = format!("{}{{{}:", self.opening, Value::from(key));
        self.within(&escape(key), &escape(key), opening, '}')
    }

    fn element(&self, index: usize) -> Self {
        self.within(&index.to_string(), "0", format!("{}[", self.opening), ']')
    }

    fn within(&self, name: &str, alone: &str, opening: String, closing: char) -> Self {
        Self {
            pointer: format!("{}/{name}", self.pointer),
            alone: format!("{}/{alone}", self.alone),
            opening,
            closing: format!("{closing}{}", self.closing),
        }
    }

    /// What is wrong with the part itself (`Ok`), or whether something is wrong within it.
    fn error(&self, part: &str, read: Read) -> Result<Option<FieldError>, Within> {
        let Err(error) = read(&format!("{}{part}{}", self.opening, self.closing)) else { return Ok(None) };
        match error.pointer.strip_prefix(&self.alone) {
            Some("") => Ok(Some(FieldError { pointer: self.pointer.clone(), ..error })),
            Some(below) if below.starts_with('/') => Err(Within),
            // Something that is missing elsewhere
            _ => Ok(None),
        }
    }
}

/// The error lies deeper.
struct Within;

/// Reads a whole body; says what is wrong first.
type Read<'a> = &'a dyn Fn(&str) -> Result<(), FieldError>;

/// Adds what is wrong with a part. `true`: nothing is.
fn look(part: &str, place: &Place, read: Read, found: &mut Vec<FieldError>) -> bool {
    if found.len() >= MOST {
        return false;
    }
    match place.error(part, read) {
        Ok(None) => return true,
        Ok(Some(error)) => found.push(error),
        Err(Within) if part.trim_start().starts_with('{') => look_at_members(part, place, read, found),
        Err(Within) => look_at_elements(part, place, read, found),
    }
    false
}

fn look_at_members(object: &str, place: &Place, read: Read, found: &mut Vec<FieldError>) {
    let Ok(Members(members)) = serde_json::from_str(object) else { return };
    let mut seen = HashSet::new();
    for (key, value) in members {
        look(value.get(), &place.member(&key), read, found);
        if !seen.insert(key.clone()) && found.len() < MOST {
            found.push(FieldError::new(place.member(&key).pointer, format!("duplicate field `{key}`")));
        }
    }
}

fn look_at_elements(array: &str, place: &Place, read: Read, found: &mut Vec<FieldError>) {
    let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(array) else { return };
    let mut good = vec![];
    for (index, element) in elements.iter().enumerate() {
        good.push(look(element.get(), &place.element(index), read, found));
    }
    // As many as there are, all of them good: the number may be wrong, too
    let one = zip(&elements, &good).find_map(|(element, good)| good.then_some(element.get()));
    let Some(one) = one.filter(|one| one.len() * elements.len() <= MAX_BODY) else { return };
    let all: Vec<_> = zip(&elements, &good).map(|(element, good)| if *good { element.get() } else { one }).collect();
    if let Ok(error) = place.error(&format!("[{}]", all.join(",")), read) {
        found.extend(error);
    }
}

/// The members of an object as they are written, also those of the same name.
#[serde_as]
#[derive(Deserialize)]
struct Members<'a>(
    #[serde_as(as = "serde_with::Map<_, _>")]
    #[serde(borrow)]
    Vec<(String, &'a RawValue)>,
);

/// Adds what a schema requires and the value lacks, there and in what lies within.
fn add_missing(schema: &Value, all: &Map<String, Value>, value: &Value, pointer: &str, found: &mut Vec<FieldError>) {
    if found.len() >= MOST {
        return;
    }
    let name = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/"));
    let referred = name.and_then(|name| all.get(name));
    for schema in referred.into_iter().chain(schema["oneOf"].as_array().into_iter().flatten()) {
        add_missing(schema, all, value, pointer, found);
    }
    let below = |key: &str| format!("{pointer}/{}", escape(key));
    match value {
        Value::Object(members) => {
            for field in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !members.contains_key(field) {
                    found.push(FieldError::new(below(field), format!("missing field `{field}`")));
                }
            }
            for (key, member) in members {
                add_missing(&schema["properties"][key], all, member, &below(key), found);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                add_missing(&schema["items"], all, element, &below(&index.to_string()), found);
            }
        }
        _ => {}
    }
}
