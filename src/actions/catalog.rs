//! The table of actions: a row is the whole declaration. Keys, footer, help and documentation are read
//! from it; nothing else lists actions.

/// Where an action can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// everywhere outside text input
    Anywhere,
    /// wherever there are rows
    Table,
    /// the job matrix of view 3
    Matrix,
    /// an open log
    Log,
}

/// Groups of the help page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the headings of the help page")]
pub enum Group {
    Move,
    Look,
    Find,
    Other,
}

/// All there is to know about an action before it runs.
#[derive(Debug)]
pub struct Entry {
    /// which
    pub action: Action,
    /// its name in keymaps
    pub name: &'static str,
    /// where
    pub place: Place,
    /// help heading
    pub group: Group,
    /// chords that always work, in every keymap (design/ux.md §6 rule 1)
    pub fixed: &'static [&'static str],
    /// two or three words for footer and help
    pub help: &'static str,
}

macro_rules! catalog {
    ($($action:ident $name:literal $place:ident $group:ident $fixed:tt $help:literal;)*) => {
        /// What an operator can ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "the help text of the row says it")]
        pub enum Action { $($action),* }

        /// The table.
        pub static CATALOG: &[Entry] = &[$(Entry {
            action: Action::$action, name: $name, place: Place::$place, group: Group::$group,
            fixed: &$fixed, help: $help,
        }),*];
    };
}

catalog! {
    Down            "down"            Table    Move  ["down"]           "row down";
    Up              "up"              Table    Move  ["up"]             "row up";
    Left            "left"            Table    Move  ["left"]           "cell left";
    Right           "right"           Table    Move  ["right"]          "cell right";
    First           "first"           Table    Move  ["home"]           "first row";
    Last            "last"            Table    Move  ["end"]            "last row";
    HalfDown        "half.down"       Table    Move  []                 "half a page down";
    HalfUp          "half.up"         Table    Move  []                 "half a page up";
    PageDown        "page.down"       Table    Move  ["pagedown"]       "page down";
    PageUp          "page.up"         Table    Move  ["pageup"]         "page up";
    Open            "open"            Table    Move  ["enter"]          "open";
    PaneNext        "pane.next"       Anywhere Move  ["tab"]            "next pane";
    PanePrev        "pane.prev"       Anywhere Move  ["backtab"]        "previous pane";
    ViewOverview    "view.overview"   Anywhere Move  []                 "overview";
    ViewRelease     "view.release"    Anywhere Move  []                 "release";
    ViewBuilds      "view.builds"     Anywhere Move  []                 "builds and jobs";
    ViewBugs        "view.bugs"       Anywhere Move  []                 "ON_QA bugs";
    ViewShipment    "view.shipment"   Anywhere Move  []                 "shipment";
    ViewActivity    "view.activity"   Anywhere Move  []                 "activity";
    ViewHealth      "view.health"     Anywhere Move  []                 "health";
    ReleaseNext     "release.next"    Anywhere Move  []                 "next release";
    ReleasePrev     "release.prev"    Anywhere Move  []                 "previous release";
    HistoryBack     "history.back"    Anywhere Move  []                 "back";
    HistoryForward  "history.forward" Anywhere Move  []                 "forward";
    HistoryLast     "history.last"    Anywhere Move  []                 "last view";
    Back            "back"            Anywhere Move  ["esc"]            "back";
    PreviewToggle   "preview.toggle"  Table    Look  []                 "preview";
    Zoom            "zoom"            Table    Look  []                 "zoom pane";
    Full            "full"            Table    Look  []                 "full text";
    Issues          "issues"          Table    Look  []                 "issues";
    PrefixToggle    "prefix.toggle"   Table    Look  []                 "full job names";
    ArchPrev        "arch.prev"       Matrix   Look  []                 "previous architecture";
    ArchNext        "arch.next"       Matrix   Look  []                 "next architecture";
    OptionalToggle  "optional.toggle" Matrix   Look  []                 "optional jobs";
    ColumnsLeft     "columns.left"    Table    Look  []                 "columns to the left";
    ColumnsRight    "columns.right"   Table    Look  []                 "columns to the right";
    Log             "log"             Table    Look  []                 "its log";
    Wrap            "wrap"            Log      Look  []                 "wrap long lines";
    Follow          "follow"          Log      Look  []                 "follow the log";
    HalfLeft        "left.half"       Log      Move  []                 "half a page left";
    HalfRight       "right.half"      Log      Move  []                 "half a page right";
    CopyKey         "copy.key"        Table    Look  []                 "copy its name";
    CopyUrl         "copy.url"        Table    Look  []                 "copy its address";
    CopyMessage     "copy.message"    Table    Look  []                 "copy a message about it";
    RefreshView     "refresh.view"    Anywhere Look  ["f5"]             "refresh this view";
    RefreshAll      "refresh.all"     Anywhere Look  []                 "refresh everything";
    Freeze          "freeze"          Anywhere Look  []                 "freeze this view";
    TimeRelative    "time.relative"   Anywhere Look  []                 "times as ages or dates";
    Filter          "filter"          Table    Find  []                 "filter";
    Search          "search"          Log      Find  []                 "search the log";
    MatchNext       "match.next"      Log      Find  []                 "next match";
    MatchPrev       "match.prev"      Log      Find  []                 "previous match";
    Errors          "errors"          Anywhere Other []                 "what is wrong";
    Help            "help"            Anywhere Other ["f1"]             "help";
    Redraw          "redraw"          Anywhere Other []                 "draw everything again";
    Suspend         "suspend"         Anywhere Other []                 "suspend";
    Quit            "quit"            Anywhere Other ["f10"]            "quit";
}

impl Place {
    /// All of them, the most general first.
    pub const ALL: [Place; 4] = [Place::Anywhere, Place::Table, Place::Matrix, Place::Log];

    /// The places whose keys work here, the most special first: it wins.
    pub fn chain(self) -> &'static [Place] {
        match self {
            Place::Anywhere => &[Place::Anywhere],
            Place::Table => &[Place::Table, Place::Anywhere],
            Place::Matrix => &[Place::Matrix, Place::Table, Place::Anywhere],
            Place::Log => &[Place::Log, Place::Table, Place::Anywhere],
        }
    }

    /// Its section in keymap files.
    pub fn section(self) -> &'static str {
        match self {
            Place::Anywhere => "global",
            Place::Table => "table",
            Place::Matrix => "matrix",
            Place::Log => "log",
        }
    }

    /// The place of a section.
    pub fn of_section(name: &str) -> Option<Place> {
        Place::ALL.into_iter().find(|place| place.section() == name)
    }
}

impl Action {
    /// Its row.
    pub fn entry(self) -> &'static Entry {
        // The enum and the table come out of one macro, in one order.
        &CATALOG[self as usize]
    }
}
