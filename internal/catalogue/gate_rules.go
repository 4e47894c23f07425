package catalogue

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const (
	maxSummary       = 140 // characters: one line and a half on a phone
	minWordsSV       = 5
	minWordsEN       = 3
	maxReviewAge     = 365 * 24 * time.Hour
	maxSentence      = 30 // words
	untranslatedFrom = 3  // words that are the same in both languages
)

// rules is the quality gate: one line a rule, and a planted fault a rule in
// its test.
func rules() []Rule {
	return []Rule{
		{"codes", "kinds, categories, audiences, events and the rest are words that the portal knows", checkCodes},
		{"languages", "each text is in Swedish and in English", checkLanguages},
		{"verb", "the title begins with what the citizen does", checkVerb},
		{"sentence", "the summary is one plain sentence of at most 140 characters", checkSummary},
		{"plain", "texts are short and in plain words", checkPlain},
		{"finished", "nothing is left to be written", checkFinished},
		{"nobody", "no e-mail addresses, personal numbers or persons", checkNobody},
		{"authority", "the authority is one of the municipality's", checkAuthority},
		{"owner", "the owner is a department of the authority, and a function there", checkOwner},
		{"needs", "one is told what to have at hand", checkNeeds},
		{"steps", "one is told what to do", checkSteps},
		{"next", "one is told what happens afterwards", checkNext},
		{"fee", "the cost is known, or said to be unknown; nothing is free by guess", checkFee},
		{"time", "the handling time is known, or said to be unknown", checkTime},
		{"contact", "there is somebody to call", checkContact},
		{"offline", "there is a way without a computer", checkOffline},
		{"urgent", "what cannot wait needs no login and has a phone", checkUrgent},
		{"law", "the laws are cited, or said to be none", checkLaw},
		{"personal-data", "one is told what personal data are used for, and why they may be", checkDataProtection},
		{"retention", "one is told how long documents are kept", checkRetention},
		{"keywords", "people's own words lead here, in both languages", checkKeywords},
		{"link", "a signpost points to a safe address", checkLink},
		{"backend", "the system and the way into it are named", checkBackend},
		{ReviewRule, "somebody has read it through within a year", checkReview},
	}
}

func checkCodes(in *inspection) {
	if !slices.Contains([]Kind{KindEService, KindInformation, KindSignpost}, in.Kind) {
		in.tell("kind", "%s is not a kind of service", quote(string(in.Kind)))
	}
	if !slices.Contains([]Login{LoginNone, LoginBankID, LoginCoSign}, in.Login) {
		in.tell("login", "%s is not a way to log in", quote(string(in.Login)))
	}
	if _, ok := FindCategory(in.Category); !ok {
		in.tell("category", "%s is not a category", quote(in.Category))
	}
	if len(in.Audience) == 0 {
		in.tell("audience", "is missing: say whom the service is for")
	}
	for i, code := range in.Audience {
		if _, ok := FindAudience(code); !ok {
			in.tellAt(item("audience", i), "%s is not an audience", quote(code))
		}
	}
	for i, code := range in.LifeEvents {
		if _, ok := FindLifeEvent(code); !ok {
			in.tellAt(item("life_events", i), "%s is not an event of life", quote(code))
		}
	}
}

func checkLanguages(in *inspection) {
	for _, t := range in.texts {
		if t.path[0] == "keywords" {
			continue // checkKeywords counts them
		}
		switch {
		case strings.TrimSpace(t.text.SV) == "":
			in.tellAt(t.path, "is not written in Swedish")
		case strings.TrimSpace(t.text.EN) == "":
			in.tellAt(t.path, "is not written in English")
		case t.text.SV == t.text.EN && len(strings.Fields(t.text.SV)) >= untranslatedFrom:
			in.tellAt(append(slices.Clone(t.path), "en"), "is the same as the Swedish: translate it")
		}
	}
}

// checkVerb looks at the first word. A signpost's Swedish title may begin with
// what it is about, because the citizen does nothing here.
func checkVerb(in *inspection) {
	if word := firstWord(in.Title.SV); in.Kind != KindSignpost && !slices.Contains(verbsSV, word) {
		in.tell("title.sv", "begins with %s, which is not a verb that the portal knows: begin with what the citizen does, such as Ansök, Anmäl, Boka", quote(word))
	}
	if word := firstWord(in.Title.EN); !slices.Contains(verbsEN, word) {
		in.tell("title.en", "begins with %s, which is not a verb that the portal knows: begin with what the citizen does, such as Apply, Report, Book", quote(word))
	}
}

var sentenceEnd = regexp.MustCompile(`[.!?]["”)]?\s`)

func checkSummary(in *inspection) {
	for _, t := range []struct{ path, text string }{{"summary.sv", in.Summary.SV}, {"summary.en", in.Summary.EN}} {
		if n := utf8.RuneCountInString(t.text); n > maxSummary {
			in.tell(t.path, "is %d characters long: write at most %d", n, maxSummary)
		}
		if sentenceEnd.MatchString(t.text) {
			in.tell(t.path, "is more than one sentence: keep the most important one")
		}
		if t.text != "" && !strings.ContainsAny(t.text[len(t.text)-1:], ".?!") {
			in.tell(t.path, "does not end as a sentence does: write it as one, with a full stop")
		}
	}
}

func checkPlain(in *inspection) {
	for _, t := range in.texts {
		for _, said := range []struct {
			lang, text string
			words      map[string]string
		}{{"sv", t.text.SV, heavySV}, {"en", t.text.EN, heavyEN}} {
			path, small := append(slices.Clone(t.path), said.lang), strings.ToLower(said.text)
			for _, heavy := range sortedKeys(said.words) {
				if containsWord(small, heavy) {
					in.tellAt(path, "says %s: say %s", quote(heavy), quote(said.words[heavy]))
				}
			}
			for _, sentence := range sentenceEnd.Split(said.text, -1) {
				if n := len(strings.Fields(sentence)); n > maxSentence {
					in.tellAt(path, "has a sentence of %d words: make two of it", n)
				}
			}
		}
	}
}

var unfinished = regexp.MustCompile(`TODO|FIXME|XXX|\?\?|(?i)lorem ipsum|<[a-zåäö ]+>`)

func checkFinished(in *inspection) {
	for _, t := range in.texts {
		for _, said := range []struct{ lang, text string }{{"sv", t.text.SV}, {"en", t.text.EN}} {
			if left := unfinished.FindString(said.text); left != "" {
				in.tellAt(append(slices.Clone(t.path), said.lang), "has %s left in it: write what should stand there", quote(left))
			}
		}
	}
}

var (
	mailAddress    = regexp.MustCompile(`[^\s@]+@[^\s@]+`)
	personalNumber = regexp.MustCompile(`\b(\d{8}|\d{6})[-+]?\d{4}\b`)
)

func checkNobody(in *inspection) {
	for _, t := range in.texts {
		if t.path[0] == "form" {
			continue // a form may show how a number is written
		}
		for _, said := range []struct{ lang, text string }{{"sv", t.text.SV}, {"en", t.text.EN}} {
			path := append(slices.Clone(t.path), said.lang)
			if mailAddress.MatchString(said.text) {
				in.tellAt(path, "has an e-mail address: a case is never sent by e-mail; say where to call or what to fill in")
			}
			if personalNumber.MatchString(said.text) {
				in.tellAt(path, "has something like a personal number: take it away")
			}
		}
	}
}

func checkAuthority(in *inspection) {
	if in.hasAuthority() {
		return
	}
	var known []any
	for _, a := range in.directory.Authorities {
		known = append(known, a.Name.SV)
	}
	in.tell("authority", "%s is not in %s%s", quote(in.Authority), DirectoryName, didYouMean(in.Authority, known))
}

// checkOwner asks for “Department” or “Department, unit”. A unit begins with a
// small letter, as Swedish writes functions, and a person with a capital one.
func checkOwner(in *inspection) {
	a, ok := in.directory.Find(in.Authority)
	if !ok {
		return // checkAuthority tells
	}
	department, unit, hasUnit := strings.Cut(in.Owner, ", ")
	if !slices.Contains(a.Departments, department) {
		in.tell("owner", "%s is not a department of %s: begin with %s", quote(department), a.Name.SV, strings.Join(a.Departments, " or "))
	}
	if first, _ := utf8.DecodeRuneInString(unit); hasUnit && !unicode.IsLower(first) {
		in.tell("owner", "%s looks like a name: write a function, such as %s, gatuenheten", quote(unit), department)
	}
}

func checkNeeds(in *inspection) {
	if in.handled() && len(in.Needs) == 0 {
		in.tell("needs", "is missing: say what to have at hand, at least what one must be able to tell")
	}
}

func checkSteps(in *inspection) {
	if in.Kind != KindSignpost && len(in.Steps) == 0 {
		in.tell("steps", "is missing: say what one does, in order")
	}
}

func checkNext(in *inspection) {
	if in.handled() && len(in.Next) == 0 {
		in.tell("next", "is missing: say what happens afterwards, in order")
	}
}

var (
	free  = regexp.MustCompile(`(?i)\b(gratis|avgiftsfri|avgiftsfritt|kostnadsfri|kostnadsfritt|kostar ingenting|kostar inget|ingen avgift|free of charge|for free|no fee|no charge)\b|\b0 (kr|kronor|SEK)\b`)
	digit = regexp.MustCompile(`[0-9]`)
)

func checkFee(in *inspection) {
	if !slices.Contains([]Fee{FeeNone, FeeFixed, FeeTariff, FeeOther, FeeUnknown}, in.Fee) {
		in.tell("fee", "is missing: write none, fixed, tariff or other, and unknown when you do not know; never none by guess")
		return
	}
	cost := known(in.Cost)
	saysFree := free.MatchString(cost.SV) || free.MatchString(cost.EN)
	switch {
	case saysFree && (in.Fee == FeeTariff || in.Fee == FeeFixed || in.Fee == FeeUnknown):
		in.tell("cost", "says that it is free, but fee says %s: find out which is right", in.Fee)
	case in.Fee == FeeNone && !cost.IsZero() && !saysFree:
		in.tell("cost", "does not say that it is free, as fee: none does: find out which is right")
	case in.Fee == FeeUnknown && !cost.IsZero():
		in.tell("cost", "says something that fee: unknown does not: find out which is right")
	case in.Fee == FeeFixed && !digit.MatchString(cost.SV):
		in.tell("cost", "has no amount, as fee: fixed asks for")
	case in.Fee == FeeOther && cost.IsZero():
		in.tell("cost", "is missing: fee: other asks for words about what it depends on, or who charges")
	}
}

func checkTime(in *inspection) {
	if in.handled() && in.HandlingTime.IsZero() {
		in.tell("handling_time", "is missing: say how long it takes, and okänd and unknown when nobody has said")
	}
}

func checkContact(in *inspection) {
	if !in.hasAuthority() {
		return // checkAuthority tells
	}
	if in.whole.Contact.Phone == "" {
		in.tell("contact", "has no phone, and %s has none either", DirectoryName)
	}
	if in.whole.Contact.Hours.IsZero() {
		in.tell("contact", "does not say when somebody answers, and %s does not either", DirectoryName)
	}
}

func checkOffline(in *inspection) {
	if len(in.Offline) == 0 {
		in.tell("offline", "is missing: say at least one of phone, visit, letter, form")
	}
	for i, way := range in.Offline {
		if !slices.Contains([]Way{WayPhone, WayVisit, WayLetter, WayForm}, way) {
			in.tellAt(item("offline", i), "%s is not a way that the portal knows", quote(string(way)))
		}
		if way == WayVisit && in.hasAuthority() && in.whole.Contact.Visit.IsZero() {
			in.tellAt(item("offline", i), "sends people to visit, but neither the contact nor %s says where", DirectoryName)
		}
	}
}

func checkUrgent(in *inspection) {
	if in.Urgent == nil {
		return
	}
	if in.Urgent.Phone == "" {
		in.tell("urgent", "has no phone: it stands first on the page")
	}
	if in.Login != LoginNone {
		in.tell("login", "is asked for, but the service is urgent: nobody may have to log in to report what cannot wait")
	}
	if !slices.Contains(in.Offline, WayPhone) {
		in.tell("offline", "has no phone, but the service is urgent")
	}
}

var citesLaw = regexp.MustCompile(`(?i)lag|balk|förordning|föreskrift|stadga|form(en)? \(|\(EU\)|\d{4}:\d+|konvention|reglemente|bestämmelser`)

func checkLaw(in *inspection) {
	if len(in.LegalBasis) == 0 {
		in.tell("legal_basis", "is missing: cite the law, such as Plan- och bygglagen (2010:900) 9 kap., or write %s alone when there is none in particular", NoLegalBasis)
	}
	for i, law := range in.LegalBasis {
		switch {
		case law == NoLegalBasis && len(in.LegalBasis) > 1:
			in.tellAt(item("legal_basis", i), "says that there is no law, beside others: keep one of the two")
		case law != NoLegalBasis && !citesLaw.MatchString(law):
			in.tellAt(item("legal_basis", i), "%s does not read as a law: write its name and number", quote(law))
		}
	}
}

func checkDataProtection(in *inspection) {
	d := in.DataProtection
	switch {
	case d.Basis == "":
		in.tell("data_protection", "is missing: say the basis, and no-personal-data when there are none")
		return
	case !slices.Contains([]Basis{BasisNone, BasisAuthority, BasisPublicInterest, BasisLegalObligation, BasisContract, BasisConsent}, d.Basis):
		in.tell("data_protection.basis", "%s is not a basis", quote(string(d.Basis)))
		return
	case d.Basis == BasisNone && (in.Login != LoginNone || in.Kind == KindEService):
		in.tell("data_protection.basis", "cannot be no-personal-data: who one is, or what one writes, are personal data")
	case d.Basis != BasisNone && d.Purpose.IsZero():
		in.tell("data_protection", "has no purpose: say in one sentence what the data are used for")
	}
	if d.Sensitive != "" && d.Sensitive != SensitiveSocialCare && d.Sensitive != SensitivePublicInterest {
		in.tell("data_protection.sensitive", "%s is not a ground for sensitive data", quote(string(d.Sensitive)))
	}
	if d.Basis == BasisNone && (d.Sensitive != "" || !d.Purpose.IsZero() || !d.Recipients.IsZero()) {
		in.tell("data_protection", "says that there are no personal data, and yet what becomes of them: keep one of the two")
	}
}

func checkRetention(in *inspection) {
	if !in.handled() {
		return
	}
	if in.Retention.Kept.IsZero() {
		in.tell("retention", "is missing: say how long documents are kept, and okänd and unknown when nobody has said")
	} else if in.hasAuthority() && in.whole.Retention.Decision == "" {
		in.tell("retention", "names no decision (gallringsbeslut), and %s has no records_plan for %s", DirectoryName, in.Authority)
	}
}

func checkKeywords(in *inspection) {
	sv, en := map[string]bool{}, map[string]bool{}
	for i, k := range in.Keywords {
		word := strings.ToLower(strings.TrimSpace(k.SV))
		if sv[word] {
			in.tellAt(item("keywords", i), "%s stands here twice", quote(k.SV))
		}
		sv[word] = true
		if word := strings.ToLower(strings.TrimSpace(k.EN)); word != "" {
			en[word] = true
		}
	}
	if len(sv) < minWordsSV {
		in.tell("keywords", "has %d Swedish words: write at least %d that people use", len(sv), minWordsSV)
	}
	if len(en) < minWordsEN {
		in.tell("keywords", "has %d English words: write at least %d that people use", len(en), minWordsEN)
	}
}

func checkLink(in *inspection) {
	if in.Link == nil {
		if in.Kind == KindSignpost || in.Backend.Reached == ReachedLink {
			in.tell("link", "is missing: say where one goes on")
		}
		return
	}
	if u, err := url.Parse(in.Link.URL); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		in.tell("link.url", "%s is not a whole address that begins with https://", quote(in.Link.URL))
	}
}

func checkBackend(in *inspection) {
	b := in.Backend
	switch {
	case !slices.Contains([]Reached{ReachedConnector, ReachedStaff, ReachedLink, ReachedNone}, b.Reached):
		in.tell("backend", "is missing: name the systems, and how a case gets there: connector, staff, link or none")
	case b.Reached == ReachedConnector && in.Route == nil:
		in.tell("backend.reached", "says connector, but there is no route")
	case b.Reached != ReachedConnector && in.Route != nil:
		in.tell("backend.reached", "says %s, but there is a route to a connector", b.Reached)
	case len(b.Systems) == 0 && b.Reached != ReachedNone:
		in.tell("backend.systems", "names no system: name the one, or those that municipalities use")
	}
}

func checkReview(in *inspection) {
	day, err := time.Parse(time.DateOnly, in.Review)
	switch age := in.now.Sub(day); {
	case in.Review == "":
		in.tell("review", "is missing: write the day when you read the whole entry through, such as 2026-11-25")
	case err != nil:
		in.tell("review", "%s is not a day", quote(in.Review))
	case age < -24*time.Hour:
		in.tell("review", "%s is a day to come", in.Review)
	case age > maxReviewAge:
		in.tell("review", "%s is more than a year ago: read the entry through, and write today's date", in.Review)
	}
}
