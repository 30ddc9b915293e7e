//! Pages of lists.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which page of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
    /// How many at most: 50 unless it says otherwise, never more than 500.
    pub(crate) limit: Option<u32>,
    /// What the page before gave as `next`.
    pub(crate) after: Option<String>,
}

impl PageParams {
    pub(crate) fn limit(&self) -> u32 {
        self.limit.unwrap_or(50).clamp(1, 500)
    }
}

/// A page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// The items.
    pub(crate) value: Vec<T>,
    /// What to send as `after` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

impl<T> Page<T> {
    /// Everything on one page.
    pub(crate) fn all(value: Vec<T>) -> Self {
        Self { value, next: None }
    }

    /// A page out of items that were asked for with a limit of one more than fits, so that it is known whether there are more.
    /// `next` makes the continuation out of the last item that fits.
    pub(crate) fn cut(mut value: Vec<T>, page: &PageParams, next: impl FnOnce(&T) -> String) -> Self {
        let limit = page.limit() as usize;
        let more = value.len() > limit;
        value.truncate(limit);
        let next = if more { value.last().map(next) } else { None };
        Self { value, next }
    }

    /// The same page of something else.
    pub(crate) fn map<U>(self, each: impl FnMut(T) -> U) -> Page<U> {
        Page { value: self.value.into_iter().map(each).collect(), next: self.next }
    }
}

/// A page of a whole list, in the order of its keys. Keys are unique.
pub(crate) fn paged<T>(mut items: Vec<T>, page: &PageParams, key: impl Fn(&T) -> String) -> Page<T> {
    items.sort_by_cached_key(|item| key(item));
    if let Some(after) = &page.after {
        items.retain(|item| key(item) > *after);
    }
    Page::cut(items, page, key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_without_gaps() {
        let mut params = PageParams { limit: Some(2), after: None };
        let mut seen = Vec::new();
        loop {
            let page = paged(vec!["c", "a", "e", "b", "d"], &params, |item| (*item).to_owned());
            seen.extend(page.value);
            match page.next {
                Some(next) => params.after = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, ["a", "b", "c", "d", "e"]);
    }
}
