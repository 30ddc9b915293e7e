//! Tokens into a tree, by precedence.

use super::{
    PATH_DEPTH, PATH_OPERATORS,
    axis::{Axis, NodeTest},
    lexer::{Token, tokens},
};

#[derive(Debug)]
pub(super) enum Expression {
    Number(f64),
    Text(String),
    Call {
        name: String,
        args: Vec<Expression>,
    },
    Negative(Box<Expression>),
    Binary {
        operator: &'static str,
        left: Box<Expression>,
        right: Box<Expression>,
    },
    /// A path: where it begins, and its steps.
    Path {
        start: Start,
        steps: Vec<Step>,
    },
}

#[derive(Debug)]
pub(super) enum Start {
    /// `/...`
    Document,
    /// The context node.
    Here,
    /// An expression with predicates.
    Filter { of: Box<Expression>, predicates: Vec<Expression> },
}

#[derive(Debug)]
pub(super) struct Step {
    pub(super) axis: Axis,
    pub(super) test: NodeTest,
    pub(super) predicates: Vec<Expression>,
}

type Parsed = Result<Expression, String>;

pub(super) fn parse(path: &str) -> Parsed {
    let mut parser = Parser { tokens: tokens(path)?, at: 0, depth: 0, operators: 0 };
    let expression = parser.expression()?;
    match parser.peek() {
        None => Ok(expression),
        Some(token) => Err(unexpected(Some(token))),
    }
}

/// Operators from the loosest to the tightest.
const LEVELS: [&[&str]; 6] =
    [&["or"], &["and"], &["=", "!="], &["<", "<=", ">", ">="], &["+", "-"], &["*", "div", "mod"]];

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    operators: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn eat(&mut self, mark: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Mark(found)) if *found == mark);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, mark: &str) -> Result<(), String> {
        if self.eat(mark) { Ok(()) } else { Err(format!("'{mark}' is expected, but {}", unexpected(self.peek()))) }
    }

    fn expression(&mut self) -> Parsed {
        if self.depth >= PATH_DEPTH {
            return Err(format!("it is nested deeper than {PATH_DEPTH} levels."));
        }
        self.depth += 1;
        let expression = self.level(0);
        self.depth -= 1;
        expression
    }

    fn level(&mut self, level: usize) -> Parsed {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.level(level + 1)?;
        while let Some(operator) = self.operator(operators) {
            self.count_operator()?;
            let right = self.level(level + 1)?;
            left = Expression::Binary { operator, left: Box::new(left), right: Box::new(right) };
        }
        Ok(left)
    }

    /// A chain of operators makes a deep tree as well as nesting does.
    fn count_operator(&mut self) -> Result<(), String> {
        self.operators += 1;
        if self.operators > PATH_OPERATORS {
            return Err(format!("it has more than {PATH_OPERATORS} operators."));
        }
        Ok(())
    }

    fn operator(&mut self, operators: &[&'static str]) -> Option<&'static str> {
        let (Token::Operator(found) | Token::Mark(found)) = self.peek()? else { return None };
        let operator = operators.iter().find(|operator| *operator == found).copied()?;
        self.at += 1;
        Some(operator)
    }

    fn unary(&mut self) -> Parsed {
        let mut negative = false;
        while self.eat("-") {
            negative = !negative;
        }
        let expression = self.union()?;
        Ok(if negative { Expression::Negative(Box::new(expression)) } else { expression })
    }

    fn union(&mut self) -> Parsed {
        let mut left = self.path()?;
        while self.eat("|") {
            self.count_operator()?;
            let right = self.path()?;
            left = Expression::Binary { operator: "|", left: Box::new(left), right: Box::new(right) };
        }
        Ok(left)
    }

    fn path(&mut self) -> Parsed {
        if self.eat("/") {
            let steps = if self.is_step() { self.steps(Vec::new())? } else { Vec::new() };
            return Ok(Expression::Path { start: Start::Document, steps });
        }
        if self.eat("//") {
            return Ok(Expression::Path { start: Start::Document, steps: self.steps(vec![anywhere()])? });
        }
        let Some(primary) = self.primary()? else {
            return Ok(Expression::Path { start: Start::Here, steps: self.steps(Vec::new())? });
        };
        let predicates = self.predicates()?;
        let steps = if self.eat("/") {
            self.steps(Vec::new())?
        } else if self.eat("//") {
            self.steps(vec![anywhere()])?
        } else if predicates.is_empty() {
            return Ok(primary);
        } else {
            Vec::new()
        };
        Ok(Expression::Path { start: Start::Filter { of: Box::new(primary), predicates }, steps })
    }

    fn is_step(&self) -> bool {
        matches!(self.peek(), Some(Token::Name(_) | Token::Prefixed(_) | Token::Mark("." | ".." | "@" | "*")))
    }

    /// A literal, call or parenthesis; nothing if a step stands here.
    fn primary(&mut self) -> Result<Option<Expression>, String> {
        let expression = match self.peek().cloned() {
            Some(Token::Number(number)) => {
                self.at += 1;
                Expression::Number(number)
            }
            Some(Token::Text(text)) => {
                self.at += 1;
                Expression::Text(text)
            }
            Some(Token::Variable(name)) => return Err(format!("the variable '${name}' is not defined.")),
            Some(Token::Mark("(")) => {
                self.at += 1;
                let inner = self.expression()?;
                self.expect(")")?;
                inner
            }
            Some(Token::Name(name)) if self.is_call() => {
                self.at += 2;
                let mut args = Vec::new();
                if !self.eat(")") {
                    loop {
                        args.push(self.expression()?);
                        if !self.eat(",") {
                            break;
                        }
                    }
                    self.expect(")")?;
                }
                Expression::Call { name, args }
            }
            _ => return Ok(None),
        };
        Ok(Some(expression))
    }

    /// Whether a call stands here. Tests of node types look like calls.
    fn is_call(&self) -> bool {
        let is_open = matches!(self.tokens.get(self.at + 1), Some(Token::Mark("(")));
        is_open && matches!(self.peek(), Some(Token::Name(name)) if !is_node_type(name))
    }

    fn steps(&mut self, mut steps: Vec<Step>) -> Result<Vec<Step>, String> {
        loop {
            steps.push(self.step()?);
            if self.eat("//") {
                steps.push(anywhere());
            } else if !self.eat("/") {
                return Ok(steps);
            }
        }
    }

    fn step(&mut self) -> Result<Step, String> {
        if self.eat(".") {
            return Ok(Step { axis: Axis::Itself, test: NodeTest::Any, predicates: Vec::new() });
        }
        if self.eat("..") {
            return Ok(Step { axis: Axis::Parent, test: NodeTest::Any, predicates: Vec::new() });
        }
        let axis = self.axis()?;
        let test = self.test()?;
        Ok(Step { axis, test, predicates: self.predicates()? })
    }

    fn axis(&mut self) -> Result<Axis, String> {
        if self.eat("@") {
            return Ok(Axis::Attribute);
        }
        let (Some(Token::Name(name)), Some(Token::Mark("::"))) = (self.peek(), self.tokens.get(self.at + 1)) else {
            return Ok(Axis::Child);
        };
        let axis = Axis::find(name).ok_or_else(|| format!("there is no axis '{name}'."))?;
        self.at += 2;
        Ok(axis)
    }

    fn test(&mut self) -> Result<NodeTest, String> {
        let token = self.peek().cloned();
        self.at += 1;
        match token {
            Some(Token::Mark("*")) => Ok(NodeTest::Named(None)),
            Some(Token::Prefixed(name)) => {
                Err(format!("the prefix of '{name}' is not defined. Compare local-name() and namespace-uri() instead."))
            }
            Some(Token::Name(name)) if is_node_type(&name) && self.eat("(") => {
                let target = match self.peek().cloned() {
                    Some(Token::Text(target)) if name == "processing-instruction" => {
                        self.at += 1;
                        Some(target)
                    }
                    _ => None,
                };
                self.expect(")")?;
                Ok(match &*name {
                    "text" => NodeTest::Text,
                    "comment" => NodeTest::Comment,
                    "node" => NodeTest::Any,
                    _ => NodeTest::Instruction(target),
                })
            }
            Some(Token::Name(name)) => Ok(NodeTest::Named(Some(name))),
            token => Err(unexpected(token.as_ref())),
        }
    }

    fn predicates(&mut self) -> Result<Vec<Expression>, String> {
        let mut predicates = Vec::new();
        while self.eat("[") {
            predicates.push(self.expression()?);
            self.expect("]")?;
        }
        Ok(predicates)
    }
}

fn is_node_type(name: &str) -> bool {
    matches!(name, "text" | "comment" | "node" | "processing-instruction")
}

/// The step that `//` stands for.
fn anywhere() -> Step {
    Step { axis: Axis::DescendantOrItself, test: NodeTest::Any, predicates: Vec::new() }
}

fn unexpected(token: Option<&Token>) -> String {
    match token {
        None => "it ends where something is expected.".to_owned(),
        Some(Token::Mark(mark) | Token::Operator(mark)) => format!("'{mark}' is not expected there."),
        Some(Token::Name(name) | Token::Prefixed(name) | Token::Variable(name)) => {
            format!("'{name}' is not expected there.")
        }
        Some(Token::Number(number)) => format!("'{number}' is not expected there."),
        Some(Token::Text(text)) => format!("'{text}' is not expected there."),
    }
}
