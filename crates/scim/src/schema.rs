//! The attributes that resources have here: those of RFC 7643, sections 4.1 to 4.3, that mean something to an automation platform.
//!
//! Clients may send others, too; they are ignored, as section 3.3 of RFC 7644 allows.

/// What an attribute holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holds {
    /// Text.
    Text,
    /// True or false.
    Boolean,
    /// An instant.
    Instant,
    /// An address of something.
    Reference,
    /// Parts.
    Parts,
}

/// One attribute, or one part of one.
#[derive(PartialEq, Eq, Debug)]
pub struct Attribute {
    /// Its name. Names are compared without case.
    pub name: &'static str,
    /// What it holds.
    pub holds: Holds,
    /// Whether it holds several of them.
    pub many: bool,
    /// Whether every resource has it.
    pub required: bool,
    /// Whether texts are compared with their case.
    pub exact: bool,
    /// Whether only the server sets it.
    pub read_only: bool,
    /// Whether no two resources share a value.
    pub unique: bool,
    /// Values that are usual.
    pub usual: &'static [&'static str],
    /// The types of resources that it refers to.
    pub refers_to: &'static [&'static str],
    /// Its parts.
    pub parts: &'static [Attribute],
    /// What it is, for people.
    pub about: &'static str,
}

/// A schema.
#[derive(PartialEq, Eq, Debug)]
pub struct Schema {
    /// Its name in the standard.
    pub urn: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// What it is, for people.
    pub about: &'static str,
    /// What it has.
    pub attributes: &'static [Attribute],
}

/// A type of resources.
#[derive(PartialEq, Eq, Debug)]
pub struct ResourceType {
    /// Its name.
    pub name: &'static str,
    /// Its address below the root.
    pub endpoint: &'static str,
    /// Its own schema.
    pub schema: &'static Schema,
    /// A schema that adds to it.
    pub extension: Option<&'static Schema>,
}

impl Attribute {
    /// The part of this name.
    pub fn part(&self, name: &str) -> Option<&'static Attribute> {
        named(self.parts, name)
    }
}

/// The attribute of this name.
pub fn named(all: &'static [Attribute], name: &str) -> Option<&'static Attribute> {
    all.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}

const TEXT: Attribute = Attribute {
    name: "",
    holds: Holds::Text,
    many: false,
    required: false,
    exact: false,
    read_only: false,
    unique: false,
    usual: &[],
    refers_to: &[],
    parts: &[],
    about: "",
};

const fn text(name: &'static str, about: &'static str) -> Attribute {
    Attribute { name, about, ..TEXT }
}

const fn flag(name: &'static str, about: &'static str) -> Attribute {
    Attribute { name, about, holds: Holds::Boolean, ..TEXT }
}

const fn instant(name: &'static str, about: &'static str) -> Attribute {
    Attribute { name, about, holds: Holds::Instant, read_only: true, ..TEXT }
}

const fn reference(refers_to: &'static [&'static str]) -> Attribute {
    Attribute { name: "$ref", holds: Holds::Reference, exact: true, refers_to, about: "Its address.", ..TEXT }
}

const fn parts(name: &'static str, about: &'static str, parts: &'static [Attribute]) -> Attribute {
    Attribute { name, about, holds: Holds::Parts, parts, ..TEXT }
}

const fn read_only(attribute: Attribute) -> Attribute {
    Attribute { read_only: true, ..attribute }
}

const fn exact(attribute: Attribute) -> Attribute {
    Attribute { exact: true, ..attribute }
}

const fn many(attribute: Attribute) -> Attribute {
    Attribute { many: true, ..attribute }
}

/// What every resource has, and no schema lists. Source: RFC 7643, section 3.1.
pub static COMMON: [Attribute; 4] = [
    read_only(exact(text("id", "The id that the server gave it."))),
    exact(text("externalId", "What the identity provider calls it.")),
    many(exact(text("schemas", "The schemas that it follows."))),
    read_only(parts(
        "meta",
        "What the server knows about it.",
        &[
            exact(text("resourceType", "Its type.")),
            instant("created", "When it was made."),
            instant("lastModified", "When it was changed last."),
            exact(text("location", "Its address.")),
            exact(text("version", "Changes with it.")),
        ],
    )),
];

const KIND: Attribute = text("type", "What it is for.");

static USER_SCHEMA: Schema = Schema {
    urn: "urn:ietf:params:scim:schemas:core:2.0:User",
    name: "User",
    about: "Somebody who signs in",
    attributes: &[
        Attribute { required: true, unique: true, ..text("userName", "The sign-in name.") },
        parts(
            "name",
            "The parts of the name.",
            &[
                text("formatted", "The whole name."),
                text("familyName", "The family name."),
                text("givenName", "The given name."),
                text("middleName", "Names in between."),
                text("honorificPrefix", "What stands before it."),
                text("honorificSuffix", "What stands after it."),
            ],
        ),
        text("displayName", "What people read."),
        text("nickName", "What friends say."),
        text("title", "The title."),
        text("userType", "The kind of relation to the organization."),
        text("preferredLanguage", "The language that the user reads."),
        text("locale", "Where dates and numbers are written as the user expects."),
        text("timezone", "The time zone."),
        flag(
            "active",
            "Whether the user may do anything. False ends sessions and invalidates tokens and connections at once.",
        ),
        many(parts(
            "emails",
            "Mail addresses. The primary one, else the first, is the one that Steward uses.",
            &[
                text("value", "The address."),
                text("display", "How to show it."),
                Attribute { usual: &["work", "home", "other"], ..KIND },
                flag("primary", "Whether it is the one to prefer."),
            ],
        )),
        many(parts(
            "phoneNumbers",
            "Telephone numbers.",
            &[
                text("value", "The number."),
                text("display", "How to show it."),
                Attribute { usual: &["work", "home", "mobile", "fax", "pager", "other"], ..KIND },
                flag("primary", "Whether it is the one to prefer."),
            ],
        )),
        many(parts(
            "addresses",
            "Where the user is found.",
            &[
                text("formatted", "The whole address."),
                text("streetAddress", "Street and number."),
                text("locality", "The town."),
                text("region", "The state."),
                text("postalCode", "The postal code."),
                text("country", "The country."),
                Attribute { usual: &["work", "home", "other"], ..KIND },
                flag("primary", "Whether it is the one to prefer."),
            ],
        )),
        read_only(many(parts(
            "groups",
            "The groups that the user is in, directly or through others.",
            &[
                read_only(exact(text("value", "The group's id."))),
                read_only(reference(&["Group"])),
                read_only(text("display", "What people call it.")),
                read_only(Attribute { usual: &["direct", "indirect"], ..KIND }),
            ],
        ))),
    ],
};

static ENTERPRISE: Schema = Schema {
    urn: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    name: "EnterpriseUser",
    about: "Where the user is in the organization",
    attributes: &[
        text("employeeNumber", "The number that the organization gave."),
        text("costCenter", "The cost center."),
        text("organization", "The organization."),
        text("division", "The division."),
        text("department", "The department."),
        parts(
            "manager",
            "Whom the user reports to.",
            &[
                exact(text("value", "The manager's id.")),
                reference(&["User"]),
                read_only(text("displayName", "The manager's name.")),
            ],
        ),
    ],
};

static GROUP_SCHEMA: Schema = Schema {
    urn: "urn:ietf:params:scim:schemas:core:2.0:Group",
    name: "Group",
    about: "A set of users and groups",
    attributes: &[
        Attribute { required: true, ..text("displayName", "What people call it.") },
        many(parts(
            "members",
            "Who is in it.",
            &[
                exact(text("value", "The member's id.")),
                reference(&["User", "Group"]),
                Attribute { usual: &["User", "Group"], ..text("type", "What the member is.") },
            ],
        )),
    ],
};

/// Users.
pub static USER: ResourceType =
    ResourceType { name: "User", endpoint: "/Users", schema: &USER_SCHEMA, extension: Some(&ENTERPRISE) };
/// Groups.
pub static GROUP: ResourceType =
    ResourceType { name: "Group", endpoint: "/Groups", schema: &GROUP_SCHEMA, extension: None };

/// All schemas.
pub static SCHEMAS: [&Schema; 3] = [&USER_SCHEMA, &GROUP_SCHEMA, &ENTERPRISE];
/// All types of resources.
pub static TYPES: [&ResourceType; 2] = [&USER, &GROUP];
