//! What the Web API answers when it refuses, with the platform's codes.

use wdl::{Object, Value};

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $status:literal $code:literal,)*) => {
        /// Why a request was refused: the one table of statuses, codes and symbolic names.
        ///
        /// Source: "Compose HTTP requests and handle errors" and the Web service error code list of the Dataverse Web API.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum ErrorKind {
            $($(#[$doc])* $kind,)*
        }

        impl ErrorKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// The HTTP status.
            pub fn status(self) -> u16 {
                match self {
                    $(Self::$kind => $status,)*
                }
            }

            /// The code as clients compare it, `0x80040217`.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$kind => $code,)*
                }
            }

            /// The symbolic name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => stringify!($kind),)*
                }
            }
        }
    };
}

kinds! {
    /// The body is not JSON, names a property that is not there, or has a value of the wrong type.
    InvalidPayload = 400 "0x80048d19",
    /// The address or a query option cannot be read.
    InvalidQuery = 400 "0x80060888",
    /// A FetchXML query cannot be read.
    InvalidFetchXml = 400 "0x80041103",
    /// An argument is wrong.
    InvalidArgument = 400 "0x80040203",
    /// A choice column was given a value that is not on its list.
    PicklistValueOutOfRange = 400 "0x8004431A",
    /// A text is longer than its column.
    StringLengthTooLong = 400 "0x80044331",
    /// A decimal or floating point number does not fit its column.
    NumberOutOfRange = 400 "0x80044330",
    /// A status reason does not belong to the state.
    InvalidStateCodeStatusCode = 400 "0x80048408",
    /// The request names something that this server does not do.
    NotSupported = 400 "0x80040203",
    /// The caller has no valid token.
    AuthenticationFailed = 401 "0x80040220",
    /// The caller's privilege does not reach this row.
    PrivilegeDenied = 403 "0x80040220",
    /// The caller lacks the privilege on the table.
    PrincipalPrivilegeDenied = 403 "0x80048306",
    /// The acting principal is disabled.
    UserNotEnabled = 403 "0x80040225",
    /// The acting principal has no licence.
    UserNotAssignedLicense = 403 "0x8004d24b",
    /// The acting principal has no security role.
    UserHasNoRoles = 403 "0x80042f09",
    /// The caller may not act on behalf of others.
    CannotActOnBehalfOfAnotherUser = 403 "0x8004A110",
    /// There is no such row.
    ObjectDoesNotExist = 404 "0x80040217",
    /// No row has this alternate key.
    RecordNotFoundByEntityKey = 404 "0x80060891",
    /// No table or function has this name.
    ResourceNotFound = 404 "0x80060888",
    /// The row is still referred to.
    CannotDeleteDueToAssociation = 405 "0x80048d21",
    /// The row has another version than the request asks for.
    ConcurrencyVersionMismatch = 412 "0x80060882",
    /// An alternate key is taken.
    DuplicateRecordEntityKey = 412 "0x80060892",
    /// A row with this id is there already.
    DuplicateRecord = 412 "0x80040237",
    /// The request is larger than the limit.
    PayloadTooLarge = 413 "0x80048d19",
    /// Too many requests.
    TooManyRequests = 429 "0x80072322",
    /// The server is busy.
    Throttled = 503 "0x80072321",
    /// Something broke inside.
    UnExpected = 500 "0x80040216",
}

/// A refusal of the Web API.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct ODataError {
    /// What kind of refusal, which decides status, code and name.
    pub kind: ErrorKind,
    /// What people read.
    pub message: String,
}

impl ODataError {
    /// A refusal of this kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.kind.status()
    }

    /// The code as clients compare it.
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// The symbolic name.
    pub fn name(&self) -> &'static str {
        self.kind.name()
    }

    /// The body of the answer: `{"error":{"code","message"}}`.
    pub fn to_value(&self) -> Value {
        let error = Object::from([("code", self.code().into()), ("message", self.message.as_str().into())]);
        Object::from([("error", Value::from(error))]).into()
    }

    /// The row is not there, or the caller may not see it.
    pub fn no_row(table: &str, id: uuid::Uuid) -> Self {
        Self::new(ErrorKind::ObjectDoesNotExist, format!("Entity '{table}' With Id = {id} Does Not Exist"))
    }

    /// No table has this entity set name, or no function or segment is called that.
    pub fn no_resource(segment: &str) -> Self {
        Self::new(ErrorKind::ResourceNotFound, format!("Resource not found for the segment '{segment}'."))
    }

    /// The caller lacks a privilege on a table.
    pub fn no_privilege(principal: model::PrincipalId, verb: model::Verb, table: &str) -> Self {
        Self::new(
            ErrorKind::PrincipalPrivilegeDenied,
            format!(
                "Principal with id {principal} does not have {privilege} privilege for table {table}. Ask for a security role \
                 that contains it.",
                privilege = crate::security::privilege_name(verb, table)
            ),
        )
    }

    /// The caller has the privilege, but it does not reach this row.
    pub fn no_access(principal: model::PrincipalId, verb: model::Verb, table: &str, id: uuid::Uuid) -> Self {
        Self::new(
            ErrorKind::PrivilegeDenied,
            format!(
                "Principal with id {principal} does not have {verb:?}Access right for the row with id {id} of table {table}: \
                 its {privilege} privilege does not reach that row.",
                privilege = crate::security::privilege_name(verb, table)
            ),
        )
    }

    /// The row has another version than asked for.
    pub fn version_mismatch() -> Self {
        Self::new(
            ErrorKind::ConcurrencyVersionMismatch,
            "The version of the existing record doesn't match the RowVersion property provided.",
        )
    }
}
