//! axum: API, Dataverse Web API, sign-in, the UI's files.
