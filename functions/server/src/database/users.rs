//! Users, where MongoDB asks for passwords: its administrator, and the one that `MONGODB_URI` names.

use std::error::Error;

use bson::doc;
use mongodb::{Database, options::Credential};
use store::StoreError;

use super::connection::{Administrator, Server, code};

/// Creates those who are missing and gives the shop's user its password; the lines that tell the operator.
pub(super) async fn create(server: &Server) -> Result<Vec<String>, Box<dyn Error>> {
    let mut told = vec![];
    let admin = administrator(server, &mut told).await?;
    if let Some(Credential { username: Some(name), password: Some(password), source, .. }) = &server.user {
        let database = server.database.as_deref().ok_or(StoreError::NoDatabaseName)?;
        let users = admin.client().database(source.as_deref().unwrap_or("admin"));
        let is_new = shop_user(&users, name, password, database).await.map_err(|error| refused(server, error))?;
        let what = if is_new { "Created" } else { "Updated" };
        told.push(format!("{what} the user {name}, who may read and write the database {database}."));
    }
    Ok(told)
}

/// Removes a user that is not the shop's any more; the line that tells the operator. Connections that are open as that
/// user end.
pub(super) async fn drop(server: &Server, name: &str) -> Result<String, Box<dyn Error>> {
    let source = match &server.user {
        Some(Credential { username: Some(present), .. }) if present == name => {
            return Err(format!("MONGODB_URI names the user {name}: the shop would be locked out").into());
        }
        Some(Credential { source: Some(source), .. }) => source,
        _ => "admin",
    };
    if name == Administrator::NAME {
        return Err(format!("{name} is MongoDB's administrator, who is needed").into());
    }
    let admin = server.as_administrator().await.map_err(StoreError::from)?;
    let admin = admin.ok_or_else(|| server.needs_administrator())?;
    match admin.client().database(source).run_command(doc! { "dropUser": name }).await {
        Ok(_) => Ok(format!("Removed the user {name}.")),
        Err(error) if code::of(&error) == Some(code::USER_NOT_FOUND) => Ok(format!("There is no user {name}.")),
        Err(error) => Err(refused(server, error)),
    }
}

/// The administration database, as somebody who may create users.
async fn administrator(server: &Server, told: &mut Vec<String>) -> Result<Database, Box<dyn Error>> {
    let Some(given) = &server.administrator else { return Ok(server.as_anybody()) };
    if let Some(admin) = server.as_administrator().await.map_err(StoreError::from)? {
        return Ok(admin);
    }
    // Only while there are no users: MongoDB refuses it otherwise
    let user = doc! { "createUser": Administrator::NAME, "pwd": &given.password, "roles": ["root"] };
    server.as_anybody().run_command(user).await.map_err(|error| refused(server, error))?;
    told.push(format!("Created the user {}, MongoDB's administrator.", Administrator::NAME));
    server.as_administrator().await.map_err(StoreError::from)?.ok_or_else(|| server.needs_administrator())
}

/// Whether it was new. Further roles that somebody gave it stay.
async fn shop_user(
    users: &Database,
    name: &str,
    password: &str,
    database: &str,
) -> Result<bool, mongodb::error::Error> {
    let roles = doc! { "role": "readWrite", "db": database };
    let create = doc! { "createUser": name, "pwd": password, "roles": [&roles] };
    match users.run_command(create).await {
        Ok(_) => Ok(true),
        Err(error) if code::of(&error) == Some(code::USER_EXISTS) => {
            users.run_command(doc! { "updateUser": name, "pwd": password }).await?;
            users.run_command(doc! { "grantRolesToUser": name, "roles": [roles] }).await?;
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

fn refused(server: &Server, error: mongodb::error::Error) -> Box<dyn Error> {
    match code::of(&error) {
        Some(code::UNAUTHORIZED) => server.needs_administrator(),
        _ => StoreError::from(error).into(),
    }
}
