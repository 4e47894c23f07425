package adminview

// Why says why the first hits of a query come where they do.
type Why struct {
	Frame
	Asked     string // what was typed
	WithDraft bool
	Corrected string // what it was taken for; empty: what was typed
	Total     int
	IsGuess   bool // the first hit is said to be right
	Crisis    bool // help stands above all hits
	Hits      []WhyHit
	AddWords  string // addresses of forms, begun with what was typed
	AddBet    string
}

// WhyHit is a hit and what it was found by, in sentences.
type WhyHit struct {
	Title   string
	URL     string // of the service's words
	Score   string // “100 %” of the first hit's
	Reasons []string
	Words   []WhyWord
}

// WhyWord is a word of the query and what it found.
type WhyWord struct {
	Word, How string
	Counts    string // “mycket”, “lite”
}
