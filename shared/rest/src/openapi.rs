//! What is the same for every operation is written into the OpenAPI document here, once: its tag and the ids in its path;
//! the errors, by what the operation takes; the headers of conditional requests; the links from a new item to what can be
//! done with it.

use domain::Currency;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Content, HeaderBuilder, HttpMethod, InfoBuilder, LicenseBuilder, ObjectBuilder, OpenApi, PathItem, Ref, RefOr,
        Required, Response, Schema, SecurityRequirement,
        link::{Link, LinkBuilder},
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        schema::{SchemaType, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::{FieldError, Id, Problem, UserIdField, problem};

/// The name under which keys stand in the document.
pub(crate) const KEY: &str = "key";

const ABOUT: &str = "A shop in Telegram: what its own systems read and change over HTTP. Errors are \
    application/problem+json (RFC 9457), changes are JSON merge patches (RFC 7396), lists go on at `next_cursor`. Money is \
    in minor units. Send an API key as `Authorization: Bearer …`; reading products, categories and news needs none.";

/// Completes a document collected from handlers.
pub(crate) fn complete(document: &mut OpenApi, currency: Currency) {
    let components = document.components.get_or_insert_default();
    components.schemas.insert(Problem::name().into(), Problem::schema());
    components.schemas.insert(FieldError::name().into(), FieldError::schema());
    let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
    let scheme = scheme.description(Some("An API key, created with `server keys create`."));
    components.add_security_scheme(KEY, SecurityScheme::Http(scheme.build()));
    if let Some(RefOr::T(Schema::Object(schema))) = components.schemas.get_mut("ShopCurrency") {
        schema.enum_values = Some(vec![currency.code().into()]);
    }
    for (path, item) in document.paths.paths.iter_mut().filter(|(path, _)| ours(path)) {
        for (method, operation) in operations(item) {
            complete_operation(&method, path, operation);
        }
    }
    link_items(document);
}

/// What is described here; the chat's route describes itself.
fn ours(path: &str) -> bool {
    ["/v1/", "/internal/", "/feeds/"].iter().any(|beginning| path.starts_with(beginning))
}

/// What the document is about.
pub(crate) fn introduce(document: &mut OpenApi) {
    let license = LicenseBuilder::new().name("MIT").identifier(Some("MIT")).build();
    document.info = InfoBuilder::new()
        .title("Kiosk")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .license(Some(license))
        .build();
}

/// The operations of a path that are in use.
fn operations(item: &mut PathItem) -> Vec<(HttpMethod, &mut Operation)> {
    let all = [
        (HttpMethod::Get, item.get.as_mut()),
        (HttpMethod::Post, item.post.as_mut()),
        (HttpMethod::Put, item.put.as_mut()),
        (HttpMethod::Patch, item.patch.as_mut()),
        (HttpMethod::Delete, item.delete.as_mut()),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation?))).collect()
}

/// What an operation is and takes, by its path and its method; what may go wrong, by what it takes.
fn complete_operation(method: &HttpMethod, path: &str, operation: &mut Operation) {
    let names_one = path.contains('{');
    let resource = path.trim_start_matches("/v1").split('/').nth(1);
    operation.tags = resource.map(|resource| vec![resource.to_owned()]);
    for name in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
        let schema = if name == "id" { Id::name() } else { UserIdField::name() };
        let id = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path).required(Required::True);
        add_parameter(operation, id.schema(Some(Ref::from_schema_name(schema))));
    }
    if let (HttpMethod::Patch, Some(RefOr::T(body))) = (method, &mut operation.request_body) {
        let json = body.content.get("application/json").cloned();
        body.content.extend(json.map(|json| ("application/merge-patch+json".to_owned(), json)));
    }
    if *method == HttpMethod::Delete {
        add_response(operation, "204", "Deleted");
    }
    add_conditions(method, names_one, operation);
    add_errors(names_one, operation);
    complete_responses(names_one || *method == HttpMethod::Post, operation);
}

/// What conditional requests add.
fn add_conditions(method: &HttpMethod, names_one: bool, operation: &mut Operation) {
    // A list and what is done to an item by POST carry no tag
    match method {
        HttpMethod::Get if names_one => {
            add_header(operation, "If-None-Match", "ETags of the client's copy: 304 if it is still current.");
            add_response(operation, "304", "Not modified since the client read it");
        }
        HttpMethod::Put | HttpMethod::Patch | HttpMethod::Delete => {
            let text = "ETags of the version the change is based on: 412 if the item has changed since.";
            add_header(operation, "If-Match", text);
            add_response(operation, "412", "Precondition failed: the item has changed since");
        }
        _ => {}
    }
}

fn add_errors(names_one: bool, operation: &mut Operation) {
    let in_query = |one: &RefOr<Parameter>| matches!(one, RefOr::T(one) if one.parameter_in == ParameterIn::Query);
    let takes_query = operation.parameters.iter().flatten().any(in_query);
    let takes_body = operation.request_body.is_some();
    let takes_key = operation.security.is_some();
    let needs_key = operation.security.as_ref().is_some_and(|all| !all.contains(&SecurityRequirement::default()));
    let errors = [
        (takes_query || takes_body, "400", "The request is malformed"),
        (takes_key, "401", "The API key is missing, unknown, expired or revoked"),
        (needs_key, "403", "The key lacks the scope"),
        (names_one, "404", "Not found"),
        (takes_body, "413", "The body is too large"),
        (takes_body, "415", "The body's media type is not supported"),
        (takes_body, "422", "A field is invalid"),
        (true, "429", "Too many requests by this key or from this address"),
        (true, "500", "Internal error; the server's log has details under `request_id`"),
        (true, "503", "The database cannot be reached"),
    ];
    for (_, status, text) in errors.into_iter().filter(|(may_happen, ..)| *may_happen) {
        add_response(operation, status, text);
    }
}

/// The headers of every response, and the body of those that are errors.
fn complete_responses(shows_one: bool, operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        let mut header = |name: &str, text, of| {
            let header = HeaderBuilder::new().schema(Some(schema(of))).description(Some(text)).build();
            response.headers.insert(name.to_owned(), header.into());
        };
        if matches!(status.as_str(), "200" | "201" | "304") && shows_one {
            header("ETag", "The entity tag of this representation", Type::String);
        }
        match status.as_str() {
            "201" => header("Location", "The new item's path", Type::String),
            "401" => header("WWW-Authenticate", "`Bearer`", Type::String),
            "429" | "503" => header("Retry-After", "Seconds to wait", Type::Integer),
            _ => {}
        }
        let id = "The request's id in the server's log: the client's own, or a generated one";
        header("X-Request-Id", id, Type::String);
        if status.as_str() >= "400" {
            let problem = Content::new(Some(Ref::from_schema_name(Problem::name())));
            response.content.insert(problem::MEDIA_TYPE.to_owned(), problem.into());
        }
    }
}

fn schema(of: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(of))
}

fn add_header(operation: &mut Operation, name: &str, text: &str) {
    let header = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header).required(Required::False);
    add_parameter(operation, header.description(Some(text)).schema(Some(schema(Type::String))));
}

fn add_parameter(operation: &mut Operation, parameter: ParameterBuilder) {
    operation.parameters.get_or_insert_default().push(parameter.build().into());
}

/// What the handler says of a status itself, stays.
fn add_response(operation: &mut Operation, status: &str, text: &str) {
    operation.responses.responses.entry(status.to_owned()).or_insert_with(|| Response::new(text).into());
}

/// From each new item to every operation on it, and from each list to reading its first item.
fn link_items(document: &mut OpenApi) {
    let paths = &mut document.paths.paths;
    let collections: Vec<String> = paths.keys().filter(|path| ours(path) && !path.contains('{')).cloned().collect();
    for collection in collections {
        let (mut of_new, mut of_list) = (Links::new(), Links::new());
        for (path, item) in paths.iter_mut() {
            let Some(name) = path.strip_prefix(&collection).and_then(id_of_item).map(str::to_owned) else { continue };
            let reads_item = path.ends_with('}');
            for (method, operation) in operations(item) {
                let Some(id) = operation.operation_id.clone() else { continue };
                let to = |place: &str| LinkBuilder::new().operation_id(&id).parameter(&name, format!("{place}/{name}"));
                of_new.push((id.clone(), RefOr::T(to("$response.body#").build())));
                if reads_item && method == HttpMethod::Get {
                    of_list.push((id.clone(), RefOr::T(to("$response.body#/items/0").build())));
                }
            }
        }
        for (status, links) in [("201", of_new), ("200", of_list)] {
            let Some(item) = paths.get_mut(&collection) else { continue };
            let found = operations(item).into_iter().find_map(|(_, one)| one.responses.responses.get_mut(status));
            if let Some(RefOr::T(response)) = found {
                response.links.extend(links);
            }
        }
    }
}

type Links = Vec<(String, RefOr<Link>)>;

/// `id` of `/{id}` and `/{id}/image`.
fn id_of_item(rest: &str) -> Option<&str> {
    rest.strip_prefix("/{")?.split_once('}').map(|(name, _)| name)
}
