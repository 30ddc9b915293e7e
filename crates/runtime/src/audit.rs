//! What happens to the audit log by itself: it is made to vouch for runs that have ended, and is sent on to collectors.

pub(crate) mod seal;
pub(crate) mod stream;
