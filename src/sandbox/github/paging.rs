//! Pages of a list and the `Link` header between them.

use super::call::Call;

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// from 1
    pub page: usize,
    /// 1 to 100
    pub per_page: usize,
}

impl Paging {
    /// Reads `page` and `per_page`; what is not a number or out of range gets what GitHub makes of it.
    pub fn of(call: &Call<'_>, default: usize, most: usize) -> Paging {
        let number = |key| call.asked.query(key).and_then(|text| text.parse::<usize>().ok());
        let per_page = number("per_page").filter(|n| *n > 0).unwrap_or(default).min(most);
        Paging { page: number("page").unwrap_or(1).max(1), per_page }
    }

    /// How many items come before this page.
    pub fn skip(&self) -> usize {
        (self.page - 1).saturating_mul(self.per_page)
    }

    /// The items of this page.
    pub fn cut<T>(&self, items: impl Iterator<Item = T>) -> Vec<T> {
        items.skip(self.skip()).take(self.per_page).collect()
    }

    /// The `Link` header for a list of `total` items; `None` where one page holds all.
    pub fn link(&self, call: &Call<'_>, total: usize) -> Option<String> {
        let last = total.div_ceil(self.per_page).max(1);
        let mut links = Vec::new();
        let mut add = |page: usize, rel: &str| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            let others = call.asked.query.iter().filter(|(key, _)| key != "page");
            query.extend_pairs(others).append_pair("page", &page.to_string());
            let (base, path) = (call.base, &call.asked.path);
            links.push(format!("<{base}{path}?{}>; rel=\"{rel}\"", query.finish()));
        };
        if self.page > 1 {
            add((self.page - 1).min(last), "prev");
        }
        if self.page < last {
            add(self.page + 1, "next");
            add(last, "last");
        }
        if self.page > 1 {
            add(1, "first");
        }
        (!links.is_empty()).then(|| links.join(", "))
    }
}
