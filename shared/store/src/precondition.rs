//! Conditions on a change: it happens only to what the caller has seen.

use crate::StoreError;

/// Whether what is stored is what the caller thinks it is. Asked within the transaction that changes it.
#[derive(derive_more::Debug)]
#[debug("{}", if _0.is_some() { "Precondition" } else { "no precondition" })]
pub struct Precondition<T>(Option<Condition<T>>);

type Condition<T> = Box<dyn Fn(&T) -> bool + Send + Sync>;

impl<T> Precondition<T> {
    /// Changes it whatever it is.
    pub const fn none() -> Self {
        Self(None)
    }

    /// Changes it only if this holds.
    pub fn new(condition: impl Fn(&T) -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Box::new(condition)))
    }

    /// What is stored, if the condition holds.
    pub(crate) fn verify(&self, stored: T) -> Result<T, StoreError> {
        match &self.0 {
            Some(condition) if !condition(&stored) => Err(StoreError::Stale),
            _ => Ok(stored),
        }
    }
}
