//! JSON that is nearly right: any value in place of another, fields that are missing, repeated, or too many.

use proptest::{prelude::*, sample::Index};
use serde_json::{Map, Value, json};

/// What may be done to a document, at a place in it.
#[derive(Debug, Clone)]
pub(crate) enum Mutation {
    Remove(Index),
    Replace(Index, Value),
    Add(Index, String, Value),
    Rename(Index, String),
}

/// Mostly none, at times some.
pub(crate) fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    let mutation = prop_oneof![
        2 => any::<Index>().prop_map(Mutation::Remove),
        4 => (any::<Index>(), value()).prop_map(|(at, value)| Mutation::Replace(at, value)),
        1 => (any::<Index>(), text(), value()).prop_map(|(at, name, value)| Mutation::Add(at, name, value)),
        1 => (any::<Index>(), text()).prop_map(|(at, name)| Mutation::Rename(at, name)),
    ];
    prop_oneof![2 => Just(vec![]), 3 => proptest::collection::vec(mutation, 1..4)]
}

/// Any JSON of a few levels.
pub(crate) fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((text(), inner), 0..4)
                .prop_map(|fields| { Value::Object(fields.into_iter().collect::<Map<_, _>>()) }),
        ]
    })
}

/// Whole numbers, the borders among them.
pub(crate) fn number() -> impl Strategy<Value = i64> {
    let borders = [0, 1, -1, 7, 100, i64::MAX, i64::MIN, 1 << 52, (1 << 53) + 1, 4_294_967_296, -1_001_234_567_890];
    prop_oneof![3 => proptest::sample::select(borders.to_vec()), 1 => any::<i64>(), 2 => -1_000_i64..1_000]
}

/// Short and long, with what people paste and what attackers send.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let odd = [
        "",
        " ",
        "\0",
        "$set",
        "a.b",
        "<b>",
        "&lt;",
        "{$ne}",
        "$$NOW",
        "\u{202E}",
        "👨‍👩‍👧‍👦",
        "ї",
        "../../etc",
        "null",
        "'",
        "\"",
        "/start",
        "/start p_000000000000000000000000",
        "uk",
        "en-US",
        "+380671234567",
        "olena@example.com",
    ];
    prop_oneof![
        4 => proptest::sample::select(odd.to_vec()).prop_map(str::to_owned),
        2 => any::<String>(),
        1 => "[a-zа-яї ]{0,40}",
        1 => (proptest::sample::select(vec!["a", "ї", "&", "👨‍👩‍👧‍👦", "\u{0301}"]), 200_usize..5_000)
            .prop_map(|(letter, times)| letter.repeat(times)),
    ]
}

/// The document, mutated.
pub(crate) fn mutated(mut document: Value, mutations: &[Mutation]) -> Value {
    for mutation in mutations {
        let mut places: Vec<String> = Vec::new();
        collect(&document, String::new(), &mut places);
        if places.is_empty() {
            return document;
        }
        let place = |at: &Index| places[at.index(places.len())].clone();
        match mutation {
            Mutation::Remove(at) => remove(&mut document, &place(at)),
            Mutation::Replace(at, value) => {
                if let Some(place) = document.pointer_mut(&place(at)) {
                    *place = value.clone();
                }
            }
            Mutation::Add(at, name, value) => match document.pointer_mut(&place(at)) {
                Some(Value::Object(fields)) => drop(fields.insert(name.clone(), value.clone())),
                Some(Value::Array(items)) => items.push(value.clone()),
                _ => {}
            },
            Mutation::Rename(at, name) => {
                let place = place(at);
                let value = document.pointer(&place).cloned().unwrap_or(json!(null));
                remove(&mut document, &place);
                if let Some(fields) = parent(&mut document, &place).and_then(Value::as_object_mut) {
                    fields.insert(name.clone(), value);
                }
            }
        }
    }
    document
}

/// JSON pointers (RFC 6901) to everything in a document.
fn collect(value: &Value, at: String, places: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                collect(value, format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), places);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                collect(value, format!("{at}/{index}"), places);
            }
        }
        _ => {}
    }
    if !at.is_empty() {
        places.push(at);
    }
}

fn parent<'a>(document: &'a mut Value, place: &str) -> Option<&'a mut Value> {
    document.pointer_mut(&place[..place.rfind('/')?])
}

fn remove(document: &mut Value, place: &str) {
    let name = place[place.rfind('/').map_or(0, |at| at + 1)..].replace("~1", "/").replace("~0", "~");
    match parent(document, place) {
        Some(Value::Object(fields)) => drop(fields.remove(&name)),
        Some(Value::Array(items)) => {
            if let Some(index) = name.parse().ok().filter(|index: &usize| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}
