//! Evaluation of paths.

use std::collections::BTreeSet;

use super::{
    Found, NodeRef, STEPS, core,
    parser::{Expression, Start, Step},
};
use crate::xml::Document;

/// The node that is looked at, which of how many it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context {
    pub(super) node: NodeRef,
    pub(super) position: usize,
    pub(super) size: usize,
}

impl Context {
    pub(super) fn of_document() -> Self {
        Self { node: NodeRef::node(0), position: 1, size: 1 }
    }
}

pub(super) struct Evaluator<'a> {
    pub(super) document: &'a Document,
    steps: u64,
}

pub(super) type Evaluated<T = Found> = Result<T, String>;

impl<'a> Evaluator<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { document, steps: 0 }
    }

    /// Counts nodes that are looked at, so that no path can keep us forever.
    pub(super) fn spend(&mut self, nodes: usize) -> Evaluated<()> {
        self.steps = self.steps.saturating_add(nodes as u64).saturating_add(1);
        if self.steps > STEPS {
            return Err(format!("it looks at more than {STEPS} nodes."));
        }
        Ok(())
    }

    pub(super) fn evaluate(&mut self, expression: &Expression, context: &Context) -> Evaluated {
        self.spend(0)?;
        match expression {
            Expression::Number(number) => Ok(Found::Number(*number)),
            Expression::Text(text) => Ok(Found::Text(text.clone())),
            Expression::Negative(of) => {
                let number = self.evaluate(of, context)?;
                Ok(Found::Number(-self.number(&number)?))
            }
            Expression::Call { name, args } => core::call(self, name, args, context),
            Expression::Binary { operator, left, right } => self.binary(operator, left, right, context),
            Expression::Path { start, steps } => self.path(start, steps, context),
        }
    }

    fn binary(&mut self, operator: &str, left: &Expression, right: &Expression, context: &Context) -> Evaluated {
        let left = self.evaluate(left, context)?;
        match operator {
            "or" if truth(&left) => return Ok(Found::Truth(true)),
            "and" if !truth(&left) => return Ok(Found::Truth(false)),
            _ => {}
        }
        let right = self.evaluate(right, context)?;
        match operator {
            "or" | "and" => return Ok(Found::Truth(truth(&right))),
            "|" => {
                let (Found::Nodes(mut left), Found::Nodes(right)) = (left, right) else {
                    return Err("only nodes can be united with '|'.".to_owned());
                };
                left.extend(right);
                left.sort_unstable();
                left.dedup();
                return Ok(Found::Nodes(left));
            }
            "=" | "!=" | "<" | "<=" | ">" | ">=" => return Ok(Found::Truth(self.compare(operator, &left, &right)?)),
            _ => {}
        }
        let (a, b) = (self.number(&left)?, self.number(&right)?);
        Ok(Found::Number(match operator {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "div" => a / b,
            _ => a % b,
        }))
    }

    /// Of nodes, any that fits is enough.
    fn compare(&mut self, operator: &str, left: &Found, right: &Found) -> Evaluated<bool> {
        match (left, right) {
            (Found::Nodes(left), Found::Nodes(right)) => {
                let left = self.texts(left)?;
                let right = self.texts(right)?;
                self.spend(left.len().saturating_mul(right.len()))?;
                Ok(left.iter().any(|a| {
                    right.iter().any(|b| compare_single(operator, &Found::Text(a.clone()), &Found::Text(b.clone())))
                }))
            }
            (Found::Nodes(_), Found::Truth(_)) => Ok(compare_single(operator, &Found::Truth(truth(left)), right)),
            (Found::Truth(_), Found::Nodes(_)) => Ok(compare_single(operator, left, &Found::Truth(truth(right)))),
            (Found::Nodes(nodes), other) => {
                Ok(self.texts(nodes)?.into_iter().any(|text| compare_single(operator, &Found::Text(text), other)))
            }
            (other, Found::Nodes(nodes)) => {
                Ok(self.texts(nodes)?.into_iter().any(|text| compare_single(operator, other, &Found::Text(text))))
            }
            _ => Ok(compare_single(operator, left, right)),
        }
    }

    fn texts(&mut self, nodes: &[NodeRef]) -> Evaluated<Vec<String>> {
        nodes.iter().map(|node| self.text_of(*node)).collect()
    }

    /// A node's text; the longer it is, the more it costs.
    pub(super) fn text_of(&mut self, node: NodeRef) -> Evaluated<String> {
        let text = node.text(self.document);
        self.spend(text.len() / 8)?;
        Ok(text)
    }

    pub(super) fn text(&mut self, found: &Found) -> Evaluated<String> {
        match found {
            Found::Nodes(nodes) => nodes.first().map_or(Ok(String::new()), |node| self.text_of(*node)),
            other => Ok(scalar_text(other)),
        }
    }

    pub(super) fn number(&mut self, found: &Found) -> Evaluated<f64> {
        match found {
            Found::Nodes(_) => Ok(text_number(&self.text(found)?)),
            other => Ok(scalar_number(other)),
        }
    }

    fn path(&mut self, start: &Start, steps: &[Step], context: &Context) -> Evaluated {
        let mut nodes = match start {
            Start::Document => vec![NodeRef::node(0)],
            Start::Here => vec![context.node],
            Start::Filter { of, predicates } => {
                let found = self.evaluate(of, context)?;
                let Found::Nodes(nodes) = found else {
                    return Err("steps and predicates need nodes to begin with.".to_owned());
                };
                self.filter(nodes, predicates)?
            }
        };
        for step in steps {
            let mut found = BTreeSet::new();
            for node in nodes {
                let candidates = step.axis.nodes(node, self.document);
                self.spend(candidates.len())?;
                let fitting =
                    candidates.into_iter().filter(|node| step.test.holds(*node, step.axis, self.document)).collect();
                found.extend(self.filter(fitting, &step.predicates)?);
            }
            nodes = found.into_iter().collect();
        }
        Ok(Found::Nodes(nodes))
    }

    /// The nodes for which every predicate holds; a number as predicate is a position.
    fn filter(&mut self, mut nodes: Vec<NodeRef>, predicates: &[Expression]) -> Evaluated<Vec<NodeRef>> {
        for predicate in predicates {
            let size = nodes.len();
            let mut kept = Vec::new();
            for (at, node) in nodes.into_iter().enumerate() {
                let context = Context { node, position: at + 1, size };
                let holds = match self.evaluate(predicate, &context)? {
                    Found::Number(number) => number == context.position as f64,
                    other => truth(&other),
                };
                if holds {
                    kept.push(node);
                }
            }
            nodes = kept;
        }
        Ok(nodes)
    }
}

pub(super) fn truth(found: &Found) -> bool {
    match found {
        Found::Nodes(nodes) => !nodes.is_empty(),
        Found::Number(number) => *number != 0.0 && !number.is_nan(),
        Found::Text(text) => !text.is_empty(),
        Found::Truth(truth) => *truth,
    }
}

/// The text of what are no nodes.
fn scalar_text(found: &Found) -> String {
    match found {
        Found::Number(number) if number.is_infinite() => {
            if *number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
        }
        // Whole numbers have no point, and minus zero is zero.
        Found::Number(number) => (number + 0.0).to_string(),
        Found::Text(text) => text.clone(),
        Found::Truth(truth) => truth.to_string(),
        Found::Nodes(_) => String::new(),
    }
}

fn scalar_number(found: &Found) -> f64 {
    match found {
        Found::Number(number) => *number,
        Found::Text(text) => text_number(text),
        Found::Truth(truth) => f64::from(u8::from(*truth)),
        Found::Nodes(_) => f64::NAN,
    }
}

/// Digits with a point and a minus sign; anything else is not a number.
fn text_number(text: &str) -> f64 {
    let text = text.trim_matches(|c| matches!(c, ' ' | '\t' | '\r' | '\n'));
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = digits.bytes().any(|byte| byte.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_number { text.parse().unwrap_or(f64::NAN) } else { f64::NAN }
}

fn compare_single(operator: &str, left: &Found, right: &Found) -> bool {
    if matches!(operator, "=" | "!=") {
        let same = match (left, right) {
            (Found::Truth(_), _) | (_, Found::Truth(_)) => truth(left) == truth(right),
            (Found::Number(_), _) | (_, Found::Number(_)) => scalar_number(left) == scalar_number(right),
            _ => scalar_text(left) == scalar_text(right),
        };
        return same == (operator == "=");
    }
    let (a, b) = (scalar_number(left), scalar_number(right));
    match operator {
        "<" => a < b,
        "<=" => a <= b,
        ">" => a > b,
        _ => a >= b,
    }
}
