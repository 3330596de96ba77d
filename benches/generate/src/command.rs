//! `generate command DATABASE`: one command of MongoDB, for scripts that have no driver. The command comes in on standard
//! input and the answer goes out on standard output, both as MongoDB's Extended JSON.

use std::io;

use bson::Bson;
use mongodb::Client;

use crate::failure::Failure;

pub(crate) async fn run(client: &Client, database: &str) -> Result<(), Failure> {
    let command: serde_json::Value = serde_json::from_reader(io::stdin())?;
    let Bson::Document(command) = Bson::try_from(command)? else {
        return Err("a command is a JSON object".into());
    };
    let answer = client.database(database).run_command(command).await?;
    println!("{}", Bson::Document(answer).into_relaxed_extjson());
    Ok(())
}
