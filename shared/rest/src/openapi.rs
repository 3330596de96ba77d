//! What is the same for every operation is written into the OpenAPI document here, once: the errors, by what the
//! operation takes; the headers of conditional requests; the links from a new item to what can be done with it.

use domain::Currency;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Content, HeaderBuilder, HttpMethod, InfoBuilder, LicenseBuilder, ObjectBuilder, OpenApi, PathItem, Ref, RefOr,
        Required, Response, ResponseBuilder, Schema, SecurityRequirement,
        link::{Link, LinkBuilder},
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        schema::{SchemaType, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::{FieldError, Problem, problem};

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
    path.starts_with("/v1/") || path.starts_with("/internal/")
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

fn complete_operation(method: &HttpMethod, path: &str, operation: &mut Operation) {
    let names_one = path.contains('{');
    // A list and what is done to an item by POST carry no tag
    match method {
        HttpMethod::Get if names_one => {
            add_header(operation, "If-None-Match", "ETags of the client's copy: 304 if it is still current.");
            add_response(operation, "304", Response::new("Not modified since the client read it"));
        }
        HttpMethod::Put | HttpMethod::Patch | HttpMethod::Delete => {
            add_header(
                operation,
                "If-Match",
                "ETags of the version the change is based on: 412 if the item has changed since.",
            );
            add_error(operation, "412", "Precondition failed: the item has changed since");
        }
        _ => {}
    }
    let in_query = |one: &RefOr<Parameter>| matches!(one, RefOr::T(one) if one.parameter_in == ParameterIn::Query);
    let takes_query = operation.parameters.iter().flatten().any(in_query);
    if takes_query || operation.request_body.is_some() {
        add_error(operation, "400", "The request is malformed");
    }
    if operation.request_body.is_some() {
        add_error(operation, "413", "The body is too large");
        add_error(operation, "415", "The body's media type is not supported");
        add_error(operation, "422", "A field is invalid");
    }
    if names_one {
        add_error(operation, "404", "Not found");
    }
    if let Some(security) = &operation.security {
        let optional = security.iter().any(|one| *one == SecurityRequirement::default());
        let challenge = problem_response("The API key is missing, unknown, expired or revoked");
        add_response(operation, "401", with_header(challenge, "WWW-Authenticate", "`Bearer`", Type::String));
        if !optional {
            add_error(operation, "403", "The key lacks the scope");
        }
    }
    let wait = "Seconds to wait";
    let too_many = problem_response("Too many requests by this key or from this address");
    add_response(operation, "429", with_header(too_many, "Retry-After", wait, Type::Integer));
    add_error(operation, "500", "Internal error; the server's log has details under `request_id`");
    let unavailable = problem_response("The database cannot be reached");
    add_response(operation, "503", with_header(unavailable, "Retry-After", wait, Type::Integer));
    add_tags(method, names_one, operation);
}

/// The headers of what succeeded.
fn add_tags(method: &HttpMethod, names_one: bool, operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        let header =
            |text: &str, of: Type| HeaderBuilder::new().schema(Some(schema(of))).description(Some(text)).build();
        let shows_one = names_one || matches!(method, HttpMethod::Post);
        if matches!(status.as_str(), "200" | "201" | "304") && shows_one {
            response
                .headers
                .insert("ETag".into(), header("The entity tag of this representation", Type::String).into());
        }
        if status == "201" {
            response.headers.insert("Location".into(), header("The new item's path", Type::String).into());
        }
        let id = header("The request's id in the server's log: the client's own, or a generated one", Type::String);
        response.headers.insert("X-Request-Id".into(), id.into());
    }
}

fn schema(of: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(of))
}

fn add_header(operation: &mut Operation, name: &str, text: &str) {
    let header: Parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(text))
        .schema(Some(schema(Type::String)))
        .build();
    operation.parameters.get_or_insert_default().push(header.into());
}

fn add_error(operation: &mut Operation, status: &str, text: &str) {
    add_response(operation, status, problem_response(text));
}

/// What the handler says of a status itself, stays.
fn add_response(operation: &mut Operation, status: &str, response: Response) {
    operation.responses.responses.entry(status.to_owned()).or_insert(RefOr::T(response));
}

fn problem_response(text: &str) -> Response {
    let content = Content::new(Some(Ref::from_schema_name(Problem::name())));
    ResponseBuilder::new().description(text).content(problem::MEDIA_TYPE, content).build()
}

fn with_header(mut response: Response, name: &str, text: &str, of: Type) -> Response {
    let header = HeaderBuilder::new().schema(Some(schema(of))).description(Some(text)).build();
    response.headers.insert(name.to_owned(), header.into());
    response
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
