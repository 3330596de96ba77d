//! What a form sent: its fields and files, and what is wrong with them. A form that is wrong is shown again with what was
//! typed and what is wrong beside each field.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, Request},
    http::{header::CONTENT_TYPE, request::Parts},
};
use domain::DomainError;
use maud::{Markup, html};
use screens::Words;

use crate::{context::Context, error::OfficeError};

/// The field that says that a form is of this session.
pub(crate) const CSRF: &str = "csrf";

/// Bytes of a form without files.
const MAX_FIELDS: usize = 256 << 10;
/// Bytes of a form with files: the largest file there may be, and its fields.
const MAX_FILES: usize = (20 << 20) + MAX_FIELDS;

/// What a form sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Submitted {
    fields: Arc<[(String, String)]>,
    files: Arc<[Upload]>,
}

/// A file that a form sent.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) field: String,
    /// As it is called on the sender's machine.
    pub(crate) name: String,
    pub(crate) bytes: Bytes,
}

impl Submitted {
    /// The first value of a field, without spaces around it; "" when there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Every value of a field, such as of boxes that were ticked.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    /// The files of a field; one that was left empty is none.
    pub(crate) fn files(&self, name: &str) -> impl Iterator<Item = &Upload> {
        self.files.iter().filter(move |file| file.field == name && !file.bytes.is_empty())
    }
}

/// Reads the body of a form.
pub(crate) async fn read(parts: &Parts, body: Body) -> Result<Submitted, OfficeError> {
    let content_type = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type.is_empty() || content_type.starts_with("application/x-www-form-urlencoded") {
        let bytes = to_bytes(body, MAX_FIELDS).await.map_err(|_| OfficeError::TooLarge)?;
        let fields = url::form_urlencoded::parse(&bytes).into_owned().collect();
        return Ok(Submitted { fields, files: Arc::default() });
    }
    if !content_type.starts_with("multipart/form-data") {
        return Err(OfficeError::Malformed("not a form"));
    }
    let mut whole = Request::new(Body::from(to_bytes(body, MAX_FILES).await.map_err(|_| OfficeError::TooLarge)?));
    whole.headers_mut().clone_from(&parts.headers);
    read_parts(whole).await
}

/// The size was looked at before.
async fn read_parts(mut request: Request) -> Result<Submitted, OfficeError> {
    let malformed = |_| OfficeError::Malformed("not a form");
    DefaultBodyLimit::disable().apply(&mut request);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| OfficeError::Malformed("not a form"))?;
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(malformed)? {
        let field = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let bytes = part.bytes().await.map_err(malformed)?;
        match file {
            Some(name) => files.push(Upload { field, name, bytes }),
            None => fields.push((field, String::from_utf8_lossy(&bytes).into_owned())),
        }
    }
    Ok(Submitted { fields: fields.into(), files: files.into() })
}

/// A form's values, as they are shown, and what is wrong with them.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    submitted: Submitted,
    words: Words,
    errors: Vec<(String, String)>,
}

impl Form {
    /// A form that shows these values.
    pub(crate) fn of<'a>(words: Words, values: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let fields = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { submitted: Submitted { fields, files: Arc::default() }, words, errors: Vec::new() }
    }

    /// The same form with another value of a field.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        let others = self.submitted.fields.iter().filter(|(field, _)| field != name).cloned();
        self.submitted.fields = others.chain([(name.to_owned(), value.to_owned())]).collect();
        self
    }

    /// The first value of a field.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.submitted.text(name)
    }

    /// Every value of a field.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.submitted.all(name)
    }

    /// Whether a box is ticked.
    pub(crate) fn is_ticked(&self, name: &str) -> bool {
        self.all(name).any(|value| !value.is_empty())
    }

    /// The files of a field.
    pub(crate) fn files(&self, name: &str) -> impl Iterator<Item = &Upload> {
        self.submitted.files(name)
    }

    /// A field as a value of the shop; `None` when it is wrong, which is noted.
    pub(crate) fn parse<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Result<T, DomainError>) -> Option<T> {
        match parse(self.submitted.text(name)) {
            Ok(value) => Some(value),
            Err(error) => {
                self.refuse(name, in_words(self.words, error));
                None
            }
        }
    }

    /// The same of a field that may be left empty.
    #[expect(clippy::option_option, reason = "wrong, left empty, a value: three states")]
    pub(crate) fn parse_optional<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, DomainError>,
    ) -> Option<Option<T>> {
        if self.text(name).is_empty() { Some(None) } else { self.parse(name, parse).map(Some) }
    }

    /// Notes what is wrong with a field.
    pub(crate) fn refuse(&mut self, name: &str, error: String) {
        self.errors.push((name.to_owned(), error));
    }

    /// What is wrong with a field.
    pub(crate) fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(field, _)| field == name).map(|(_, error)| error.as_str())
    }

    /// All that is wrong.
    pub(crate) fn all_errors(&self) -> impl Iterator<Item = &str> {
        self.errors.iter().map(|(_, error)| error.as_str())
    }

    /// Whether something is wrong.
    pub(crate) const fn is_wrong(&self) -> bool {
        !self.errors.is_empty()
    }
}

impl<S: Sync> FromRequestParts<S> for Form {
    type Rejection = OfficeError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, OfficeError> {
        let (submitted, context) = (parts.extensions.get::<Submitted>(), parts.extensions.get::<Context>());
        let (Some(submitted), Some(context)) = (submitted, context) else { return Err(OfficeError::Internal) };
        Ok(Self { submitted: submitted.clone(), words: context.words, errors: Vec::new() })
    }
}

/// The field that tells one form from the same one sent twice.
const ONCE: &str = "once";

/// A hidden field with a number of this form's own: however often it is sent, what it does is done once.
pub(crate) fn once_field(form: &Form) -> Markup {
    let number = Some(form.text(ONCE)).filter(|number| !number.is_empty()).map(str::to_owned);
    html! { input type="hidden" name=(ONCE) value=(number.unwrap_or_else(|| fastrand::i64(1..i64::MAX).to_string())); }
}

/// That number, below zero: those above are Telegram's.
pub(crate) fn once(form: &Form) -> Result<i64, OfficeError> {
    let number = form.text(ONCE).parse().ok().filter(|number: &i64| *number > 0);
    number.map(|number| -number).ok_or(OfficeError::Malformed("the form has no number of its own"))
}

/// Why a value was refused, for who typed it.
pub(crate) fn in_words(words: Words, error: DomainError) -> String {
    let label = |key| words.label(key);
    match error {
        DomainError::TooShort { min: 1 } => label("office-wrong-empty"),
        DomainError::TooShort { min } => words.message("office-wrong-short").number("min", min).plain(),
        DomainError::TooLong { max } => words.message("office-wrong-long").number("max", max).plain(),
        DomainError::OutOfRange { min, max } => {
            words.message("office-wrong-range").number("min", min).number("max", max).plain()
        }
        DomainError::NotAnEmail => label("office-wrong-email"),
        DomainError::NotAPhone => label("office-wrong-phone"),
        DomainError::NotAKeyName => label("office-wrong-key-name"),
        DomainError::TooMany { max } => words.message("office-wrong-many").number("max", max).plain(),
        _ => label("office-wrong-value"),
    }
}
