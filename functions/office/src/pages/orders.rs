//! `/office/orders`.
use crate::routes::Routes;

pub(super) fn register(routes: Routes) -> Routes {
    routes
}
