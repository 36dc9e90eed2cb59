//! The methods that read.

use axum::body::Body;
use axum::http::{HeaderValue, Response};
use serde_json::{Value, json};

use super::fields::Fields;
use super::pages::page;
use super::reply;
use super::team::{Channel, Group, Member, Team};

/// The workspace's own id.
const TEAM_ID: &str = "T0SANDBOX0";
/// The bot among the members.
const BOT_USER: &str = "U0QERELBOT";
const BOT_NAME: &str = "qe-release-bot";

/// Whoever asks sees this.
pub struct View<'a> {
    /// where it is reached
    pub base: &'a str,
    /// the workspace
    pub team: &'a Team,
}

impl View<'_> {
    /// Answers a method; `None`: there is no such method.
    ///
    /// # Errors
    /// Slack's word.
    pub fn answer(
        &self,
        method: &str,
        fields: &Fields<'_>,
    ) -> Result<Option<Response<Body>>, &'static str> {
        let answer = match method {
            "auth.test" => self.who(),
            "conversations.list" => self.channels(fields)?,
            "usergroups.list" => {
                let with_users = fields.flag("include_users");
                let groups = self.team.groups.iter().map(|group| self.group(group, with_users));
                let groups: Vec<Value> = groups.collect();
                reply::json(&json!({ "ok": true, "usergroups": groups }))
            }
            "users.list" => {
                let (members, next) = page(&self.team.members, |member| &member.id, fields)?;
                let members: Vec<Value> = members.iter().map(member).collect();
                reply::json(&json!({
                    "ok": true, "members": members, "cache_ts": 1_700_000_000,
                    "response_metadata": { "next_cursor": next },
                }))
            }
            "users.info" => {
                let id = fields.text("user").ok_or("user_not_found")?;
                let found = self.team.members.iter().find(|member| member.id == id);
                let user = match found {
                    Some(found) => member(found),
                    None if id == BOT_USER => bot(),
                    None => return Err("user_not_found"),
                };
                reply::json(&json!({ "ok": true, "user": user }))
            }
            "users.lookupByEmail" => {
                let email = fields.text("email").ok_or("users_not_found")?;
                let mut active = self.team.members.iter().filter(|member| !member.deleted);
                let found = active.find(|member| member.email.eq_ignore_ascii_case(&email));
                let found = found.ok_or("users_not_found")?;
                reply::json(&json!({ "ok": true, "user": member(found) }))
            }
            _ => return Ok(writes(method).map(reply::missing_scope)),
        };
        Ok(Some(answer))
    }

    fn who(&self) -> Response<Body> {
        let mut response = reply::json(&json!({
            "ok": true, "url": format!("{}/", self.base), "team": "Release Sandbox",
            "user": BOT_NAME, "team_id": TEAM_ID, "user_id": BOT_USER, "bot_id": "B0QERELBOT",
            "is_enterprise_install": false,
        }));
        let scopes = HeaderValue::from_static(reply::SCOPES);
        response.headers_mut().insert("x-oauth-scopes", scopes);
        response
    }

    /// Pages are cut first and sieved afterwards, so one may be short, or empty, with more to come.
    fn channels(&self, fields: &Fields<'_>) -> Result<Response<Body>, &'static str> {
        let types = fields.text("types").unwrap_or_else(|| "public_channel".to_owned());
        let types: Vec<&str> = types.split(',').map(str::trim).collect();
        if !types
            .iter()
            .all(|kind| matches!(*kind, "public_channel" | "private_channel" | "mpim" | "im"))
        {
            return Err("invalid_types");
        }
        let without_archived = fields.flag("exclude_archived");
        let (channels, next) = page(&self.team.channels, |channel| &channel.id, fields)?;
        let wanted = channels.iter().filter(|channel| {
            let kind = if channel.private { "private_channel" } else { "public_channel" };
            let visible = !channel.private || channel.invited;
            visible && types.contains(&kind) && !(without_archived && channel.archived)
        });
        let channels: Vec<Value> = wanted.map(shown).collect();
        Ok(reply::json(&json!({
            "ok": true, "channels": channels, "response_metadata": { "next_cursor": next },
        })))
    }

    fn group(&self, group: &Group, with_users: bool) -> Value {
        let mut shown = json!({
            "id": group.id, "team_id": TEAM_ID, "is_usergroup": true, "is_subteam": true,
            "name": group.name, "description": "", "handle": group.handle, "is_external": false,
            "date_create": 1_600_000_000, "date_update": 1_700_000_000, "date_delete": 0,
            "auto_type": null, "created_by": BOT_USER, "updated_by": BOT_USER, "deleted_by": null,
            "prefs": { "channels": [], "groups": [] }, "user_count": group.users.len(),
        });
        if with_users && let Some(fields) = shown.as_object_mut() {
            fields.insert("users".to_owned(), json!(group.users));
        }
        shown
    }
}

/// The scope that a method wants which writes; `None`: it is not known here.
fn writes(method: &str) -> Option<&'static str> {
    match method {
        "chat.postMessage" | "chat.update" | "chat.delete" | "chat.postEphemeral" => {
            Some("chat:write")
        }
        "reactions.add" | "reactions.remove" => Some("reactions:write"),
        "conversations.create" | "conversations.archive" | "conversations.invite" => {
            Some("channels:manage")
        }
        "usergroups.create" | "usergroups.update" | "usergroups.users.update" => {
            Some("usergroups:write")
        }
        _ => None,
    }
}

fn shown(channel: &Channel) -> Value {
    json!({
        "id": channel.id, "name": channel.name, "is_channel": !channel.private,
        "is_group": channel.private, "is_im": false, "is_mpim": false,
        "is_private": channel.private, "created": channel.created,
        "is_archived": channel.archived, "is_general": channel.name == "general", "unlinked": 0,
        "name_normalized": channel.name, "is_shared": false, "is_org_shared": false,
        "is_pending_ext_shared": false, "pending_shared": [], "context_team_id": TEAM_ID,
        "creator": BOT_USER, "is_ext_shared": false, "shared_team_ids": [TEAM_ID],
        "is_member": channel.invited, "previous_names": [],
        "topic": { "value": "", "creator": "", "last_set": 0 },
        "purpose": { "value": "", "creator": "", "last_set": 0 },
    })
}

fn member(member: &Member) -> Value {
    let (first, last) = member.real_name.split_once(' ').unwrap_or((&member.real_name, ""));
    if member.deleted {
        return json!({
            "id": member.id, "team_id": TEAM_ID, "name": member.name, "deleted": true,
            "is_bot": false, "is_app_user": false, "updated": 1_700_000_000,
            "profile": {
                "real_name": member.real_name, "display_name": member.name,
                "first_name": first, "last_name": last, "email": member.email, "team": TEAM_ID,
            },
        });
    }
    json!({
        "id": member.id, "team_id": TEAM_ID, "name": member.name, "deleted": false,
        "real_name": member.real_name, "tz": "Europe/Prague",
        "tz_label": "Central European Time", "tz_offset": 3600, "is_admin": false,
        "is_owner": false, "is_primary_owner": false, "is_restricted": false,
        "is_ultra_restricted": false, "is_bot": false, "is_app_user": false,
        "is_email_confirmed": true, "updated": 1_700_000_000,
        "profile": {
            "title": "", "phone": "", "real_name": member.real_name,
            "real_name_normalized": member.real_name, "display_name": member.name,
            "display_name_normalized": member.name, "status_text": "", "status_emoji": "",
            "first_name": first, "last_name": last, "email": member.email, "team": TEAM_ID,
        },
    })
}

fn bot() -> Value {
    json!({
        "id": BOT_USER, "team_id": TEAM_ID, "name": BOT_NAME, "deleted": false,
        "real_name": BOT_NAME, "is_bot": true, "is_app_user": false, "updated": 1_700_000_000,
        "profile": { "real_name": BOT_NAME, "display_name": "", "bot_id": "B0QERELBOT" },
    })
}
