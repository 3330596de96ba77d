//! Where backups lie: files of this machine, or objects in a bucket.

use std::{
    fmt::{self, Display},
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use object_store::{ObjectStore, aws::AmazonS3Builder, gcp::GoogleCloudStorageBuilder, path::Path as Key};
use url::Url;

/// A file, or an object: `/var/backups/shop.tar.gz`, `s3://bucket/shop.tar.gz`, `gs://bucket/shop.tar.gz`. With a slash at its
/// end, or where there is a folder, it is what holds backups by the time they were made.
#[derive(Debug, Clone)]
pub struct Place(pub(crate) Kind);

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    File(PathBuf),
    Object(Object),
}

/// An object in a bucket.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    pub(crate) bucket: Arc<dyn ObjectStore>,
    pub(crate) key: Key,
    /// As the operator wrote it, up to the bucket.
    root: String,
    is_folder: bool,
}

impl Place {
    /// A file or a folder of this machine.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(Kind::File(path.into()))
    }

    /// An object, or with a slash at the end of `key` a folder, in a bucket that is called `root`.
    pub fn object(bucket: Arc<dyn ObjectStore>, root: &str, key: &str) -> Self {
        let is_folder = key.is_empty() || key.ends_with('/');
        Self(Kind::Object(Object { bucket, key: Key::from(key), root: root.to_owned(), is_folder }))
    }

    /// Whether it holds backups rather than being one.
    pub fn is_folder(&self) -> bool {
        match &self.0 {
            Kind::File(path) => path.as_os_str().as_encoded_bytes().ends_with(b"/") || path.is_dir(),
            Kind::Object(object) => object.is_folder,
        }
    }

    /// What lies in this folder by that name.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        match &self.0 {
            Kind::File(path) => Self(Kind::File(path.join(name))),
            Kind::Object(object) => {
                let key = object.key.clone().join(name);
                Self(Kind::Object(Object { key, is_folder: false, ..object.clone() }))
            }
        }
    }
}

impl FromStr for Place {
    type Err = String;

    /// Keys to a bucket come from the environment, by the names that AWS and Google give them; on their machines from the machine.
    fn from_str(text: &str) -> Result<Self, String> {
        let Some((scheme @ ("s3" | "gs"), _)) = text.split_once("://") else {
            return if text.contains("://") {
                Err("neither a file nor s3:// nor gs://".to_owned())
            } else {
                Ok(Self::file(Path::new(text)))
            };
        };
        let url = Url::parse(text).map_err(|error| error.to_string())?;
        let name = url.host_str().filter(|name| !name.is_empty()).ok_or("no bucket is named")?;
        let bucket: Result<Arc<dyn ObjectStore>, object_store::Error> = match scheme {
            "s3" => AmazonS3Builder::from_env().with_bucket_name(name).build().map(|bucket| Arc::new(bucket) as _),
            _ => {
                GoogleCloudStorageBuilder::from_env().with_bucket_name(name).build().map(|bucket| Arc::new(bucket) as _)
            }
        };
        let bucket = bucket.map_err(|error| error.to_string())?;
        Ok(Self::object(bucket, &format!("{scheme}://{name}"), url.path().trim_start_matches('/')))
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::File(path) => path.display().fmt(f),
            Kind::Object(Object { root, key, .. }) => write!(f, "{root}/{key}"),
        }
    }
}
