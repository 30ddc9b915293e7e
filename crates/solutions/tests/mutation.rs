//! Changes planted in real packages: the diff names each, and nothing else but what follows from it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use solutions::{Package, Side, diff};

#[path = "corpus/packages.rs"]
mod packages;
#[path = "mutation/plant.rs"]
mod plant;

use plant::{
    action, flow, inside, is_type, list, on_table, parameters, references, runtime, subscription, tag, trigger, whole,
    without, xml,
};

/// What a flow reaches follows from what its actions do.
const REACHED: &str = "HostAdded HostRemoved TableReadAdded TableReadRemoved TableWriteAdded TableWriteRemoved TableDeleteAdded \
    TableDeleteRemoved FlowConnectorAdded FlowConnectorRemoved CalledFlowAdded CalledFlowRemoved";

/// What the change is called, what may follow from it, and how it is planted. It says whether the package has a place for it.
type Mutation = (&'static str, &'static str, fn(&mut Package) -> bool);

const MUTATIONS: &[Mutation] = &[
    ("ActionAdded", "", |p| {
        flow(p, |d| list(d, |all| all.insert("Planted".into(), json!({"type": "Compose", "inputs": 1})).is_none()))
    }),
    ("ActionRemoved", REACHED, |p| flow(p, |d| list(d, |all| pop(all).is_some()))),
    ("ActionRenamed", "", |p| {
        flow(p, |d| {
            list(d, |all| {
                let Some((name, value)) = shift(all) else { return false };
                if serde_json::to_string(&*all).unwrap().contains(&name) {
                    return false;
                }
                all.insert("Planted_name".into(), value).is_none()
            })
        })
    }),
    ("ActionTypeChanged", "", |p| {
        flow(p, |d| action(d, &mut |it| is_type(it, "Compose") && it.insert("type".into(), "Join".into()).is_some()))
    }),
    ("OperationChanged", REACHED, |p| flow(p, |d| host(d, "operationId", "PlantedOperation"))),
    ("CalledFlowChanged", REACHED, |p| {
        flow(p, |d| host(d, "workflowReferenceName", "aaaaaaaa-0000-0000-0000-00000000000f"))
    }),
    ("ActionConnectionChanged", REACHED, |p| flow(p, |d| host(d, "connectionName", "planted_alias"))),
    ("RunAfterChanged", "", |p| {
        flow(p, |d| {
            action(d, &mut |it| {
                it.get("runAfter").is_none_or(|v| v != &json!({"Planted": ["Failed"]})) && {
                    it.insert("runAfter".into(), json!({"Planted": ["Failed"]}));
                    true
                }
            })
        })
    }),
    ("ConditionChanged", "", |p| {
        flow(p, |d| {
            action(d, &mut |it| is_type(it, "If") && it.insert("expression".into(), json!({"and": []})).is_some())
        })
    }),
    ("ConditionChanged", "", |p| {
        flow(p, |d| {
            action(d, &mut |it| is_type(it, "Switch") && it.insert("expression".into(), json!("@planted")).is_some())
        })
    }),
    ("ConditionChanged", "", |p| {
        flow(p, |d| {
            action(d, &mut |it| is_type(it, "Until") && it.insert("expression".into(), json!("@planted")).is_some())
        })
    }),
    ("LoopChanged", "", |p| {
        flow(p, |d| {
            action(d, &mut |it| is_type(it, "Foreach") && it.insert("foreach".into(), json!("@planted")).is_some())
        })
    }),
    ("ExpressionChanged", REACHED, |p| {
        flow(p, |d| {
            action(d, &mut |it| {
                parameters(it).is_some_and(|all| {
                    all.values_mut().any(|v| {
                        v.as_str().is_some_and(|t| t.starts_with('@')) && {
                            *v = json!("@planted()");
                            true
                        }
                    })
                })
            })
        })
    }),
    ("ExpressionChanged", "", |p| {
        flow(p, |d| {
            action(d, &mut |it| {
                is_type(it, "Compose")
                    && it.get("inputs").is_some_and(Value::is_string)
                    && it.insert("inputs".into(), json!("@planted()")).is_some()
            })
        })
    }),
    ("InputAdded", "", |p| {
        flow(p, |d| {
            action(d, &mut |it| parameters(it).is_some_and(|all| all.insert("planted".into(), json!("x")).is_none()))
        })
    }),
    ("InputRemoved", REACHED, |p| {
        flow(p, |d| {
            action(d, &mut |it| {
                parameters(it).is_some_and(|all| all.len() > 1 && pop(all).is_some_and(|(_, v)| !v.is_object()))
            })
        })
    }),
    ("InputChanged", REACHED, |p| {
        flow(p, |d| {
            action(d, &mut |it| {
                parameters(it).is_some_and(|all| {
                    all.values_mut().any(|v| {
                        v.as_str().is_some_and(|t| !t.contains('@')) && {
                            *v = json!("planted");
                            true
                        }
                    })
                })
            })
        })
    }),
    ("InputChanged TableReadAdded", REACHED, |p| {
        flow(p, |d| action(d, &mut |it| on_table(it, "ListRecords", "planted_rows")))
    }),
    ("InputChanged TableWriteAdded", REACHED, |p| {
        flow(p, |d| action(d, &mut |it| on_table(it, "CreateRecord", "planted_rows")))
    }),
    ("InputChanged OperationChanged TableDeleteAdded", REACHED, |p| {
        flow(p, |d| {
            action(d, &mut |it| {
                on_table(it, "ListRecords", "planted_rows")
                    && it["inputs"]["host"]
                        .as_object_mut()
                        .is_some_and(|host| host.insert("operationId".into(), json!("DeleteRecord")).is_some())
            })
        })
    }),
    ("ActionAdded HostAdded", "", |p| {
        flow(p, |d| {
            list(d, |all| {
                all.insert(
                    "Planted".into(),
                    json!({"type": "Http", "inputs": {"method": "GET", "uri": "https://planted.example/"}}),
                )
                .is_none()
            })
        })
    }),
    ("NoteChanged", "", |p| {
        flow(p, |d| {
            action(d, &mut |it| {
                it.insert("description".into(), json!("planted"));
                true
            })
        })
    }),
    ("RetryChanged", "", |p| {
        flow(p, |d| {
            action(d, &mut |it| {
                parameters(it).is_some()
                    && it.get_mut("inputs").and_then(Value::as_object_mut).is_some_and(|inputs| {
                        inputs.insert("retryPolicy".into(), json!({"type": "planted"}));
                        true
                    })
            })
        })
    }),
    ("LimitChanged", "", |p| {
        flow(p, |d| {
            action(d, &mut |it| {
                it.insert("limit".into(), json!({"timeout": "PT77S"}));
                true
            })
        })
    }),
    ("ConcurrencyChanged", "", |p| {
        flow(p, |d| {
            action(d, &mut |it| is_type(it, "Foreach") && runtime(it, "concurrency", json!({"repetitions": 7})))
        })
    }),
    ("PaginationChanged", "", |p| {
        flow(p, |d| action(d, &mut |it| runtime(it, "paginationPolicy", json!({"minimumItemCount": 77}))))
    }),
    ("SecureDataAdded", "", |p| {
        flow(p, |d| action(d, &mut |it| runtime(it, "secureData", json!({"properties": ["inputs", "outputs"]}))))
    }),
    ("SecureDataRemoved", "", |p| {
        flow(p, |d| {
            action(d, &mut |it| {
                it.get_mut("runtimeConfiguration")
                    .and_then(Value::as_object_mut)
                    .is_some_and(|all| all.remove("secureData").is_some())
            })
        })
    }),
    ("StaticResultChanged", "", |p| {
        flow(p, |d| action(d, &mut |it| runtime(it, "staticResult", json!({"name": "planted"}))))
    }),
    ("SettingChanged", "", |p| flow(p, |d| action(d, &mut |it| runtime(it, "planted", json!(1))))),
    ("OptionsChanged", "", |p| {
        flow(p, |d| {
            action(d, &mut |it| {
                it.insert("operationOptions".into(), json!("planted"));
                true
            })
        })
    }),
    ("TrackedPropertiesChanged", "", |p| {
        flow(p, |d| {
            action(d, &mut |it| {
                it.insert("trackedProperties".into(), json!({"planted": 1}));
                true
            })
        })
    }),
    ("MetadataChanged", "", |p| {
        flow(p, |d| {
            action(d, &mut |it| {
                it.get_mut("metadata")
                    .and_then(Value::as_object_mut)
                    .is_some_and(|all| all.insert("planted".into(), json!(1)).is_none())
            })
        })
    }),
    ("AuthenticationChanged", "", |p| {
        flow(p, |d| {
            action(d, &mut |it| {
                it.get_mut("inputs").and_then(Value::as_object_mut).is_some_and(|all| {
                    all.insert("authentication".into(), json!({"type": "Basic", "username": "planted"})).is_some()
                })
            })
        })
    }),
    ("TriggerRenamed", "", |p| {
        flow(p, |d| {
            whole(d, |it| {
                let old = it.get_mut("triggers").and_then(Value::as_object_mut).and_then(shift);
                if let Some((_, trigger)) = old {
                    it.insert("triggers".into(), json!({"Planted": trigger}));
                }
            })
        })
    }),
    ("TriggerTypeChanged", "", |p| flow(p, |d| trigger(d, |it| it.insert("type".into(), json!("Planted")).is_some()))),
    ("ScheduleChanged", "", |p| {
        flow(p, |d| {
            trigger(d, |it| {
                it.contains_key("recurrence")
                    && it.insert("recurrence".into(), json!({"frequency": "Month", "interval": 77})).is_some()
            })
        })
    }),
    ("TriggerConditionChanged", "", |p| {
        flow(p, |d| {
            trigger(d, |it| {
                it.insert("conditions".into(), json!([{"expression": "@planted"}]));
                true
            })
        })
    }),
    ("TriggerInputsChanged", "", |p| {
        flow(p, |d| {
            trigger(d, |it| {
                is_type(it, "Request")
                    && it
                        .get_mut("inputs")
                        .and_then(Value::as_object_mut)
                        .is_some_and(|all| all.insert("schema".into(), json!({"planted": 1})).is_some())
            })
        })
    }),
    ("TriggerAuthenticationChanged", "", |p| {
        flow(p, |d| {
            trigger(d, |it| {
                is_type(it, "Request")
                    && it.get_mut("inputs").and_then(Value::as_object_mut).is_some_and(|all| {
                        all.insert("triggerAuthenticationType".into(), json!("Planted"));
                        true
                    })
            })
        })
    }),
    ("SplitOnChanged", "", |p| {
        flow(p, |d| {
            trigger(d, |it| {
                it.insert("splitOn".into(), json!("@planted"));
                true
            })
        })
    }),
    ("ConcurrencyChanged", "", |p| flow(p, |d| trigger(d, |it| runtime(it, "concurrency", json!({"runs": 7}))))),
    ("RunAsChanged", "", |p| flow(p, |d| subscription(d, "runas", json!(3)))),
    ("TriggerTableChanged", "", |p| flow(p, |d| subscription(d, "entityname", json!("planted")))),
    ("TriggerEventChanged", "", |p| flow(p, |d| subscription(d, "message", json!(77)))),
    ("TriggerScopeChanged", "", |p| flow(p, |d| subscription(d, "scope", json!(77)))),
    ("TriggerFilterChanged", "", |p| flow(p, |d| subscription(d, "filterexpression", json!("planted")))),
    ("FlowConnectionAdded", REACHED, |p| {
        flow(p, |d| {
            references(d).is_some_and(|all| {
                all.insert("planted".into(), json!({"api": {"name": "shared_planted"}, "connection": {}})).is_none()
            })
        })
    }),
    ("FlowConnectionRemoved", REACHED, |p| flow(p, |d| references(d).is_some_and(|all| pop(all).is_some()))),
    ("ConnectionModeChanged", "", |p| {
        flow(p, |d| {
            connection(d, |it| {
                let was = it.insert("impersonation".into(), json!({"source": "invoker"}));
                was.is_none_or(|was| was == json!({}))
            })
        })
    }),
    ("ConnectionModeChanged", "", |p| {
        flow(p, |d| {
            connection(d, |it| {
                !it.contains_key("impersonation")
                    && it
                        .insert("runtimeSource".into(), json!("invoker"))
                        .is_some_and(|was| was.as_str().is_some_and(|was| was.eq_ignore_ascii_case("embedded")))
            })
        })
    }),
    ("FlowReferenceChanged", "", |p| {
        flow(p, |d| {
            connection(d, |it| {
                it.get_mut("connection")
                    .and_then(Value::as_object_mut)
                    .is_some_and(|all| all.insert("connectionReferenceLogicalName".into(), json!("planted")).is_some())
            })
        })
    }),
    ("FlowConnectorChanged", REACHED, |p| {
        flow(p, |d| {
            connection(d, |it| {
                it.get_mut("api").and_then(Value::as_object_mut).is_some_and(|all| {
                    !all.contains_key("logicalName") && all.insert("name".into(), json!("shared_planted")).is_some()
                })
            })
        })
    }),
    ("FlowConnectionChanged", "", |p| flow(p, |d| connection(d, |it| it.insert("planted".into(), json!(1)).is_none()))),
    ("FlowParameterAdded", "", |p| {
        flow(p, |d| {
            whole(d, |it| {
                drop(
                    it.entry("parameters")
                        .or_insert_with(|| json!({}))
                        .as_object_mut()
                        .unwrap()
                        .insert("planted".into(), json!({"type": "String"})),
                );
            })
        })
    }),
    ("FlowParameterRemoved", "", |p| {
        flow(p, |d| {
            d["properties"]["definition"]
                .get_mut("parameters")
                .and_then(Value::as_object_mut)
                .is_some_and(|all| pop(all).is_some())
        })
    }),
    ("FlowParameterChanged", "", |p| {
        flow(p, |d| {
            d["properties"]["definition"]
                .get_mut("parameters")
                .and_then(Value::as_object_mut)
                .and_then(|all| all.values_mut().next())
                .is_some_and(|it| {
                    it["planted"] = json!(1);
                    true
                })
        })
    }),
    ("FlowOutputChanged", "", |p| flow(p, |d| whole(d, |it| drop(it.insert("outputs".into(), json!({"planted": 1})))))),
    ("FlowPropertyChanged", "", |p| {
        flow(p, |d| {
            d["properties"]["planted"] = json!(1);
            true
        })
    }),
    ("FlowTurnedOff", "", |p| {
        xml(p, |text| {
            text.contains("<JsonFileName>").then_some(text).and_then(|text| {
                after(text, "<JsonFileName>", |rest| tag(rest, "StateCode", |old| (old == "1").then(|| "0".into())))
            })
        })
    }),
    ("FlowTurnedOn", "", |p| {
        xml(p, |text| {
            text.contains("<JsonFileName>").then_some(text).and_then(|text| {
                after(text, "<JsonFileName>", |rest| tag(rest, "StateCode", |old| (old == "0").then(|| "1".into())))
            })
        })
    }),
    ("VersionChanged", "", |p| {
        xml(p, |text| {
            text.contains("<SolutionManifest>").then(|| tag(text, "Version", |_| Some("777.0.0.0".into()))).flatten()
        })
    }),
    ("VersionLowered", "", |p| {
        xml(p, |text| {
            text.contains("<SolutionManifest>")
                .then(|| tag(text, "Version", |old| (old != "0.0.0.1").then(|| "0.0.0.1".into())))
                .flatten()
        })
    }),
    ("PublisherChanged", "", |p| xml(p, |text| tag(text, "CustomizationPrefix", |_| Some("planted".into())))),
    ("ManagedChanged", "", |p| {
        xml(p, |text| tag(text, "Managed", |old| Some(if old == "1" { "0" } else { "1" }.into())))
    }),
    ("ReferenceRenamed", "", |p| {
        xml(p, |text| tag(text, "connectionreferencedisplayname", |_| Some("Planted".into())))
    }),
    ("ReferenceConnectorChanged", "", |p| {
        xml(p, |text| inside(text, "connectionreference ", "apis/shared_", "apis/shared_planted_"))
    }),
    ("ReferenceRemoved", "RootComponentChanged", |p| xml(p, |text| without(text, "connectionreference"))),
    ("VariableDefaultChanged", "", |p| {
        xml(p, |text| {
            text.contains("<environmentvariabledefinition")
                .then(|| tag(text, "defaultvalue", |_| Some("planted".into())))
                .flatten()
        })
    }),
    ("VariableTypeChanged", "", |p| {
        xml(p, |text| {
            text.contains("<environmentvariabledefinition")
                .then(|| tag(text, "type", |old| (old == "100000000").then(|| "100000003".into())))
                .flatten()
        })
    }),
    ("PrivilegeDepthChanged", "", |p| {
        xml(p, |text| inside(text, "RolePrivileges", "level=\"Global\"", "level=\"Basic\""))
    }),
    ("PrivilegeRemoved", "", |p| xml(p, |text| without(text, "RolePrivilege"))),
    ("RoleRenamed", "", |p| xml(p, |text| inside(text, "Role id=", "name=\"", "name=\"Planted "))),
    ("ColumnShortened", "", |p| {
        xml(p, |text| {
            text.contains("<MaxLength>")
                .then(|| tag(text, "MaxLength", |old| (old != "1").then(|| "1".into())))
                .flatten()
        })
    }),
    ("ColumnRequirementChanged", "", |p| {
        xml(p, |text| tag(text, "RequiredLevel", |old| (old != "recommended").then(|| "recommended".into())))
    }),
    ("RelationshipDeleteChanged", "", |p| {
        xml(p, |text| tag(text, "CascadeDelete", |old| (old != "Cascade").then(|| "Cascade".into())))
    }),
    ("TableOwnershipChanged", "", |p| {
        xml(p, |text| tag(text, "OwnershipTypeMask", |old| (old == "UserOwned").then(|| "OrgOwned".into())))
    }),
    ("KeptChanged", "", |p| {
        xml(p, |text| tag(text, "IsCustomizable", |old| Some(if old == "1" { "0" } else { "1" }.into())))
    }),
    ("KeptAdded", "", |p| p.set("Planted/file.bin", *b"planted").is_ok()),
];

/// Takes the last member out.
fn pop(all: &mut Map<String, Value>) -> Option<(String, Value)> {
    let key = all.keys().next_back()?.clone();
    all.shift_remove(&key).map(|value| (key, value))
}

/// Takes the first member out.
fn shift(all: &mut Map<String, Value>) -> Option<(String, Value)> {
    let key = all.keys().next()?.clone();
    all.shift_remove(&key).map(|value| (key, value))
}

fn host(document: &mut Value, key: &str, value: &str) -> bool {
    action(document, &mut |it| {
        let host = it.get_mut("inputs").and_then(|it| it.get_mut("host")).and_then(Value::as_object_mut);
        host.filter(|host| host.contains_key(key))
            .is_some_and(|host| host.insert(key.to_owned(), value.into()).is_some())
    })
}

fn connection(document: &mut Value, change: fn(&mut Map<String, Value>) -> bool) -> bool {
    references(document).is_some_and(|all| all.values_mut().filter_map(Value::as_object_mut).any(change))
}

fn after(text: &str, mark: &str, change: impl Fn(&str) -> Option<String>) -> Option<String> {
    let at = text.find(mark)?;
    // Only the rest of the same row.
    let end = at + text[at..].find("</Workflow>")?;
    Some(format!("{}{}{}", &text[..at], change(&text[at..end])?, &text[end..]))
}

#[test]
fn what_is_planted_in_real_packages_is_named() {
    let Some(corpus) = packages::corpus() else { return };
    let zips = packages::zips(&corpus).into_iter().map(|path| (packages::read_zip(&path), path));
    let folders = packages::folders(&corpus).into_iter().map(|path| (packages::read_folder(&path), path));
    let (mut wrong, mut planted) = (Vec::new(), BTreeMap::new());
    for (package, path) in zips.chain(folders).filter(|(package, _)| package.contents().0.manifest.is_some()) {
        let (was, _) = package.contents();
        let side = Side::of(&was, &package);
        assert!(diff(side, side).is_empty(), "{}", path.display());
        for (at, (expected, follows, plant)) in MUTATIONS.iter().enumerate() {
            // Five packages for each kind are enough.
            let count = planted.entry(at).or_insert(0);
            let mut changed = package.clone();
            if *count >= 5 || !plant(&mut changed) {
                continue;
            }
            *count += 1;
            let (is, _) = changed.contents();
            let found = diff(side, Side::of(&is, &changed));
            let codes: BTreeSet<String> = found.changes.iter().map(|change| change.code.to_string()).collect();
            let expected_codes: BTreeSet<String> = expected.split(' ').map(str::to_owned).collect();
            let odd = codes
                .iter()
                .filter(|code| !expected_codes.contains(*code))
                .any(|code| !follows.split_whitespace().any(|it| it == code));
            if !codes.is_superset(&expected_codes) || odd {
                let sentences: Vec<_> =
                    found.changes.iter().map(|change| format!("{} {}", change.code, change.sentence)).collect();
                wrong.push(format!("{expected} (number {at}) in {}:\n  {}", path.display(), sentences.join("\n  ")));
            }
        }
    }
    println!("{} kinds of changes planted {} times", planted.len(), planted.values().sum::<u32>());
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    let nowhere: Vec<_> = MUTATIONS
        .iter()
        .enumerate()
        .filter(|(at, _)| planted.get(at).is_none_or(|count| *count == 0))
        .map(|(_, it)| it.0)
        .collect();
    assert!(nowhere.is_empty(), "no real package has a place for {nowhere:?}");
    assert!(MUTATIONS.len() >= 60, "{}", MUTATIONS.len());
}
