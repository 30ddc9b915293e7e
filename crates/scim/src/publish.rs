//! What a server says about itself: schemas, types of resources and what it can do. Source: RFC 7643, sections 5 to 7.

use serde_json::{Value, json};

use crate::schema::{Attribute, Holds, ResourceType, Schema};

const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Schema";
const RESOURCE_TYPE: &str = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
const CONFIG: &str = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";

/// A schema. `base` is the address of the root, without a slash at its end.
pub fn schema_document(schema: &Schema, base: &str) -> Value {
    json!({
        "schemas": [SCHEMA],
        "id": schema.urn,
        "name": schema.name,
        "description": schema.about,
        "attributes": schema.attributes.iter().map(attribute).collect::<Vec<_>>(),
        "meta": {"resourceType": "Schema", "location": format!("{base}/Schemas/{}", schema.urn)},
    })
}

fn attribute(of: &Attribute) -> Value {
    let kind = match of.holds {
        Holds::Text => "string",
        Holds::Boolean => "boolean",
        Holds::Instant => "dateTime",
        Holds::Reference => "reference",
        Holds::Parts => "complex",
    };
    let mut described = json!({
        "name": of.name,
        "type": kind,
        "multiValued": of.many,
        "description": of.about,
        "required": of.required,
        "caseExact": of.exact,
        "mutability": if of.read_only { "readOnly" } else { "readWrite" },
        "returned": "default",
        "uniqueness": if of.unique { "server" } else { "none" },
    });
    for (name, values) in [("canonicalValues", of.usual), ("referenceTypes", of.refers_to)] {
        if !values.is_empty() {
            described[name] = json!(values);
        }
    }
    if of.holds == Holds::Parts {
        described["subAttributes"] = of.parts.iter().map(attribute).collect();
    }
    described
}

/// A type of resources.
pub fn resource_type(kind: &ResourceType, base: &str) -> Value {
    let mut described = json!({
        "schemas": [RESOURCE_TYPE],
        "id": kind.name,
        "name": kind.name,
        "endpoint": kind.endpoint,
        "description": kind.schema.about,
        "schema": kind.schema.urn,
        "meta": {"resourceType": "ResourceType", "location": format!("{base}/ResourceTypes/{}", kind.name)},
    });
    if let Some(extension) = kind.extension {
        described["schemaExtensions"] = json!([{"schema": extension.urn, "required": false}]);
    }
    described
}

/// What the server can do. `most` is how many resources a page has at most.
pub fn service_provider_config(base: &str, most: u32) -> Value {
    json!({
        "schemas": [CONFIG],
        "patch": {"supported": true},
        "bulk": {"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": true, "maxResults": most},
        "changePassword": {"supported": false},
        "sort": {"supported": true},
        "etag": {"supported": true},
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Bearer token",
            "description": "A token of a service account.",
            "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
            "primary": true,
        }],
        "meta": {"resourceType": "ServiceProviderConfig", "location": format!("{base}/ServiceProviderConfig")},
    })
}
