//! Lists in pages: `X-Page`, `X-Next-Page`, … and `Link`.

use axum::body::Body;
use axum::http::Response;
use serde_json::Value;

use super::reply::{ok, set};
use super::routes::Ground;

/// The page of a list that was asked for.
pub fn page(on: &Ground<'_>, all: Vec<Value>) -> Response<Body> {
    let number = |key, usual: usize| {
        let asked = on.asked.query(key).and_then(|text| text.parse::<usize>().ok());
        asked.filter(|number| *number > 0).unwrap_or(usual)
    };
    let (page, per_page) = (number("page", 1), number("per_page", 20).min(100));
    let total = all.len();
    let pages = total.div_ceil(per_page).max(1);
    let shown = all.into_iter().skip((page - 1).saturating_mul(per_page)).take(per_page);
    let mut response = ok(&Value::Array(shown.collect()));
    let next = (page < pages).then_some(page + 1);
    let before = (page > 1).then(|| page - 1);
    let word = |page: Option<usize>| page.map(|page| page.to_string()).unwrap_or_default();
    for (name, value) in [
        ("x-page", page.to_string()),
        ("x-per-page", per_page.to_string()),
        ("x-total", total.to_string()),
        ("x-total-pages", pages.to_string()),
        ("x-next-page", word(next)),
        ("x-prev-page", word(before)),
    ] {
        set(&mut response, name, &value);
    }
    let link = |page: usize, rel: &str| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let others = on.asked.query.iter().filter(|(key, _)| key != "page" && key != "per_page");
        others.for_each(|(key, value)| {
            query.append_pair(key, value);
        });
        query.append_pair("page", &page.to_string());
        query.append_pair("per_page", &per_page.to_string());
        format!("<{}{}?{}>; rel=\"{rel}\"", on.url, on.asked.path, query.finish())
    };
    let links = [
        before.map(|page| link(page, "prev")),
        next.map(|page| link(page, "next")),
        Some(link(1, "first")),
        Some(link(pages, "last")),
    ];
    let links: Vec<String> = links.into_iter().flatten().collect();
    set(&mut response, "link", &links.join(", "));
    response
}
