//! `server database init`, on MongoDB servers of the tests' own.

use bson::doc;
use mongodb::Client;
use testing::Mongod;

use crate::{server, text};

/// What `server database init …` says on standard output and standard error, and its exit code.
fn init(uri: &str, further: &[&str]) -> (String, String, i32) {
    let mut command = server(&[("MONGODB_URI", uri)]);
    let output = command.args(["database", "init"]).args(further).output().expect("server runs");
    (text(&output.stdout), text(&output.stderr), output.status.code().expect("an exit code"))
}

fn done(lines: &[&str]) -> (String, String, i32) {
    (lines.join("\n") + "\n", String::new(), 0)
}

/// The data can be migrated, which takes transactions, and are those of the runs before.
async fn require_usable(uri: &str, is_new: bool) {
    let client = Client::with_options(store::client_options(uri, "test").await.unwrap()).unwrap();
    let marks = client.default_database().unwrap().collection("marks");
    assert_eq!(marks.count_documents(doc! {}).await.unwrap(), u64::from(!is_new));
    if is_new {
        marks.insert_one(doc! {}).await.unwrap();
    }
    let output = server(&[("MONGODB_URI", uri)]).arg("migrate").output().expect("server runs");
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[tokio::test]
#[ignore = "needs a mongod to start, which scripts/test finds"]
async fn a_fresh_server_becomes_a_replica_set_of_one_and_follows_its_port() {
    let mut mongod = Mongod::start(&["--replSet", "rs7"]);
    let (first, uri) = (mongod.host(), format!("mongodb://{}/shop?replicaSet=rs7", mongod.host()));
    let ready = format!("MongoDB at {first} is ready.");
    assert_eq!(init(&uri, &[]), done(&[&format!("Initiated the replica set rs7 with {first}."), &ready]));
    require_usable(&uri, true).await;
    assert_eq!(init(&uri, &[]), done(&[&ready]), "a second time there is nothing to do");

    mongod.move_to_another_port();
    let second = mongod.host();
    let uri = format!("mongodb://{second}/shop?replicaSet=rs7");
    let (said, error, code) = init(&uri, &[]);
    assert_eq!((error.as_str(), code), ("", 0));
    assert!(said.starts_with(&format!("Moved the replica set rs7 from {first} to {second}.\n")), "{said}");
    require_usable(&uri, false).await;

    // Under another name the server is still the primary, but clients would be sent to the name it had before
    let uri = format!("mongodb://localhost:{}/shop?replicaSet=rs7", mongod.port);
    assert_eq!(init(&uri, &[]).2, 0);
    require_usable(&uri, false).await;

    let other = format!("mongodb://localhost:{}/shop?replicaSet=rs8", mongod.port);
    let refused =
        format!("MongoDB at localhost:{} belongs to the replica set rs7, MONGODB_URI names rs8\n", mongod.port);
    assert_eq!(init(&other, &[]), (String::new(), refused, 1));
}

#[tokio::test]
#[ignore = "needs a mongod to start, which scripts/test finds"]
async fn users_are_created_where_mongodb_asks_for_passwords_and_get_new_ones() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let key = file("key", "0123456789abcdef");
    std::process::Command::new("chmod").args(["600", &key]).status().unwrap();
    let (admin, wrong) = (file("admin", "of-the-administrator\n"), file("wrong", "of-somebody-else\n"));
    let mongod = Mongod::start(&["--replSet", "rs0", "--auth", "--keyFile", &key]);
    let host = mongod.host();
    let uri = |password: &str| format!("mongodb://shop:{password}@{host}/shop?replicaSet=rs0&authSource=admin");
    let with_admin = ["--admin-password-file", admin.as_str()];

    let ready = format!("MongoDB at {host} is ready.");
    let expected = [
        &format!("Initiated the replica set rs0 with {host}."),
        "Created the user admin, MongoDB's administrator.",
        "Created the user shop, who may read and write the database shop.",
        &ready,
    ];
    assert_eq!(init(&uri("one"), &with_admin), done(&expected));
    require_usable(&uri("one"), true).await;
    let again = ["Updated the user shop, who may read and write the database shop.", &ready];
    assert_eq!(init(&uri("one"), &with_admin), done(&again));
    assert_eq!(init(&uri("two"), &with_admin), done(&again));
    require_usable(&uri("two"), false).await;

    // Another user in place of that one, as when a password is to change without a moment in which none is right
    let second = format!("mongodb://shop2:three@{host}/shop?replicaSet=rs0&authSource=admin");
    assert_eq!(init(&second, &with_admin).2, 0);
    let drop_user = |name: &str| {
        let mut command = server(&[("MONGODB_URI", &second)]);
        let output = command.args(["database", "drop-user", name]).args(with_admin).output().expect("server runs");
        (text(&output.stdout), text(&output.stderr), output.status.code().expect("an exit code"))
    };
    require_usable(&uri("two"), false).await;
    assert_eq!(drop_user("shop"), done(&["Removed the user shop."]));
    assert_eq!(drop_user("shop"), done(&["There is no user shop."]));
    let output = server(&[("MONGODB_URI", &uri("two"))]).arg("migrate").output().expect("server runs");
    assert!(!output.status.success(), "{output:?}");
    require_usable(&second, false).await;
    for (name, part) in [("shop2", "would be locked out"), ("admin", "is needed")] {
        let (_, error, code) = drop_user(name);
        assert!(code == 1 && error.contains(part), "{error}");
    }
    assert_eq!(init(&uri("two"), &with_admin).2, 0);

    let nobody = format!("mongodb://{host}/shop?replicaSet=rs0");
    let output = server(&[("MONGODB_URI", &nobody)]).args(["outbox", "list"]).output().expect("server runs");
    assert!(!output.status.success() && text(&output.stderr).contains("requires authentication"), "{output:?}");

    let refused = format!("MongoDB at {host} asks for its administrator: give --admin-password-file\n");
    assert_eq!(init(&uri("two"), &[]), (String::new(), refused, 1));
    let refused =
        format!("MongoDB at {host} has users already, and the password in {wrong} is not that of its user admin\n");
    assert_eq!(init(&uri("two"), &["--admin-password-file", &wrong]), (String::new(), refused, 1));
}

#[tokio::test]
#[ignore = "needs a mongod to start, which scripts/test finds"]
async fn what_cannot_be_set_up_is_said_in_one_line() {
    let mongod = Mongod::start(&[]);
    let host = mongod.host();
    let refused = format!("MongoDB at {host} does not run as a replica set: start mongod with --replSet rs0\n");
    assert_eq!(init(&format!("mongodb://{host}/shop?replicaSet=rs0"), &[]), (String::new(), refused, 1));
    let missing = ["--admin-password-file", "/nowhere"];
    for (uri, further, part) in [
        ("mongodb://127.0.0.1/shop", &[][..], "MONGODB_URI names no replica set"),
        ("mongodb://127.0.0.1,127.0.0.2/shop?replicaSet=rs0", &[], "MONGODB_URI names several servers"),
        ("mongodb+srv://shop.example.com/shop", &[], "MONGODB_URI finds its servers by DNS"),
        ("mongodb://127.0.0.1/shop?replicaSet=rs0", &missing, "--admin-password-file /nowhere: No such file"),
    ] {
        let (said, error, code) = init(uri, further);
        assert_eq!((said.as_str(), code, error.lines().count()), ("", 1, 1), "{error}");
        assert!(error.starts_with(part), "{error}");
    }
}
