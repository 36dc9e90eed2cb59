//! Tokens → styles, read from `themes/*.toml` (design/ux.md §10). Views name meanings, never colours.

use ratatui::style::Style;

use crate::domain::own_files::Problem;

/// Declares the tokens with their names in theme files.
macro_rules! tokens {
    ($($token:ident $name:literal),* $(,)?) => {
        /// A meaning that has a look.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "design/ux.md §10 lists them")]
        pub enum Token { $($token),* }

        impl Token {
            /// All of them.
            pub const ALL: &[Token] = &[$(Token::$token),*];

            /// The name in theme files.
            pub fn name(self) -> &'static str {
                match self { $(Token::$token => $name),* }
            }
        }
    };
}

tokens! {
    UiBg "ui.bg", UiFg "ui.fg", UiMuted "ui.muted", UiRule "ui.rule",
    UiRuleFocus "ui.rule.focus", UiTitle "ui.title", UiCursorFg "ui.cursor.fg",
    UiCursorBg "ui.cursor.bg", UiMark "ui.mark", UiHeaderFg "ui.header.fg",
    UiHeaderBg "ui.header.bg", UiViewActive "ui.view.active", UiViewIdle "ui.view.idle",
    UiBadge "ui.badge", UiKey "ui.key", UiHint "ui.hint",
    OverlayFg "overlay.fg", OverlayBg "overlay.bg", OverlayBorder "overlay.border",
    OverlayTitle "overlay.title",
    InputFg "input.fg", InputError "input.error", Match "match", MatchCurrent "match.current",
    StatusPass "status.pass", StatusFail "status.fail", StatusRun "status.run",
    StatusQueue "status.queue", StatusWait "status.wait", StatusIdle "status.idle",
    StatusBlock "status.block", StatusWarn "status.warn", StatusError "status.error",
    StatusWaive "status.waive", StatusAbort "status.abort", StatusNa "status.na",
    StatusUnknown "status.unknown",
    FreshAging "fresh.aging", FreshStale "fresh.stale",
    FreshOffline "fresh.offline",
    TierQa "tier.qa", TierLead "tier.lead", TierMgr "tier.mgr", TierLabel "tier.label",
    TierLate "tier.late",
    LogError "log.error", LogWarn "log.warn", LogInfo "log.info", LogDebug "log.debug",
    LogTime "log.time",
    ModeReadonly "mode.readonly", ProfileNormal "profile.normal", ProfileDanger "profile.danger",
}

/// A theme: a style for every token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; Token::ALL.len()],
}

/// Shipped themes: name, file, text.
pub(super) const SHIPPED: &[(&str, &str, &str)] = &[
    ("terminal", "themes/terminal.toml", include_str!("../../themes/terminal.toml")),
    ("mono", "themes/mono.toml", include_str!("../../themes/mono.toml")),
];

impl Theme {
    /// The look of a meaning.
    pub fn style(&self, token: Token) -> Style {
        // One style per token, by the length of the array.
        self.styles[token as usize]
    }

    /// No colours and no attributes: for tests that read text.
    pub fn plain() -> Theme {
        Theme { styles: [Style::new(); Token::ALL.len()] }
    }

    /// The default: the terminal's own sixteen colours and background.
    pub fn terminal() -> Theme {
        Theme::shipped("terminal").unwrap_or_else(Theme::plain)
    }

    /// Attributes only: for `NO_COLOR` and terminals without colour.
    pub fn mono() -> Theme {
        Theme::shipped("mono").unwrap_or_else(Theme::plain)
    }

    /// A shipped theme by name.
    pub fn shipped(name: &str) -> Option<Theme> {
        let (_, file, text) = SHIPPED.iter().find(|(known, ..)| *known == name)?;
        // Shipped themes are roots; naming no parent ends the search.
        Some(super::theme_file::read(file, text, "", |_| None).0)
    }

    /// The names of the shipped themes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, ..)| *name)
    }

    /// Reads a user's theme; what it does not name comes from the theme it inherits (`terminal` unless
    /// it says otherwise). Whatever is wrong with the file, the rest of it holds. `file` is for the
    /// words of the problems.
    pub fn read(file: &str, text: &str) -> (Theme, Vec<Problem>) {
        super::theme_file::read(file, text, "terminal", Theme::shipped)
    }

    /// Gives a meaning a look.
    pub(super) fn set(&mut self, token: Token, style: Style) {
        self.styles[token as usize] = style;
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Color, Modifier};

    use super::*;

    #[test]
    fn the_shipped_themes_set_every_token_and_nothing_else() {
        for (name, file, text) in SHIPPED {
            let (_, problems) = Theme::read(file, text);
            assert_eq!(problems, [], "{file}");
            for token in Token::ALL {
                let entry = format!("\n\"{}\" ", token.name());
                assert_eq!(text.matches(&entry).count(), 1, "{} in {name}", token.name());
            }
        }
    }

    /// All source files of a folder, one after the other.
    fn sources(folder: &std::path::Path) -> String {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let texts = entries.map(|path| match path.is_dir() {
            true => sources(&path),
            false if path.ends_with("theme.rs") => String::new(),
            false => std::fs::read_to_string(&path).unwrap(),
        });
        texts.collect()
    }

    #[test]
    fn every_token_is_used_somewhere() {
        let text = sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui"));
        let words: std::collections::HashSet<&str> =
            text.split(|c: char| !c.is_alphanumeric()).collect();
        let unused: Vec<String> = Token::ALL
            .iter()
            .map(|token| format!("{token:?}"))
            .filter(|name| !words.contains(name.as_str()))
            .collect();
        assert_eq!(unused, [""; 0]);
    }

    #[test]
    fn mono_uses_no_colour_and_terminal_none_beyond_the_sixteen() {
        let (mono, terminal) = (Theme::mono(), Theme::terminal());
        assert_ne!(terminal, Theme::plain());
        for token in Token::ALL {
            let (mono, terminal) = (mono.style(*token), terminal.style(*token));
            assert_eq!((mono.fg, mono.bg), (None, None), "{}", token.name());
            for colour in [terminal.fg, terminal.bg].into_iter().flatten() {
                assert!(
                    !matches!(colour, Color::Rgb(..) | Color::Indexed(_)),
                    "{} uses {colour:?}",
                    token.name()
                );
            }
        }
        assert_eq!(terminal.style(Token::UiBg).bg, None, "the terminal's own background");
    }

    #[test]
    fn a_partial_theme_changes_what_it_names_and_inherits_the_rest() {
        let (theme, problems) = Theme::read(
            "mine.toml",
            "inherits = \"mono\"\n[tokens]\n\"status.fail\" = { fg = \"#ff8f40\", bold = true }\n\"match\" = { fg = 208 }\n",
        );
        assert_eq!(problems, []);
        assert_eq!(
            theme.style(Token::StatusFail),
            Style::new().fg(Color::Rgb(0xff, 0x8f, 0x40)).add_modifier(Modifier::BOLD)
        );
        assert_eq!(theme.style(Token::Match).fg, Some(Color::Indexed(208)));
        assert_eq!(theme.style(Token::StatusPass), Theme::mono().style(Token::StatusPass));
    }

    #[test]
    fn what_is_wrong_in_a_theme_is_named_with_its_line_and_the_rest_holds() {
        let text = concat!(
            "inherits = \"termnal\"\n",                           // 1
            "colour = 1\n",                                       // 2
            "[tokens]\n",                                         // 3
            "\"statsu.fail\" = { bold = true }\n",                // 4
            "\"status.pass\" = { fg = \"gren\", bold = true }\n", // 5
            "\"status.run\" = { blod = true }\n",                 // 6
            "\"status.wait\" = \"cyan\"\n",                       // 7
            "\"status.idle\" = { dim = 1 }\n",                    // 8
            "\"match\" = { reverse = true }\n",                   // 9
        );
        let (theme, problems) = Theme::read("light.toml", text);
        let problems: Vec<String> = problems.iter().map(Problem::to_string).collect();
        assert_eq!(
            problems,
            [
                "light.toml:1 \"termnal\" unknown, did you mean terminal",
                "light.toml:2 \"colour\" unknown",
                "light.toml:4 \"statsu.fail\" unknown, did you mean status.fail",
                "light.toml:5 status.pass fg = \"gren\": expected a colour: a name, \"#rrggbb\" or a number from 0 to 255",
                "light.toml:6 \"blod\" unknown, did you mean bold",
                "light.toml:7 status.wait = string: expected a table such as { fg = \"red\", bold = true }",
                "light.toml:8 status.idle dim = 1: expected true or false",
            ]
        );
        assert_eq!(theme.style(Token::Match), Style::new().add_modifier(Modifier::REVERSED));
        assert_eq!(theme.style(Token::StatusFail), Theme::terminal().style(Token::StatusFail));
        let (theme, problems) = Theme::read("broken.toml", "[tokens\n\u{0}");
        assert!(!problems.is_empty());
        assert_eq!(theme, Theme::terminal());
    }
}
