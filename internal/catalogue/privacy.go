package catalogue

import "github.com/mittkoping/entre/internal/i18n"

// DataProtection is what a service says of its own about personal data. The
// rest of what GDPR art. 13 asks for follows from it and from the authority:
// see Snapshot.Notice.
type DataProtection struct {
	Basis      Basis     `json:"basis"`
	Purpose    i18n.Text `json:"purpose,omitzero"` // what the data are used for
	Sensitive  Sensitive `json:"sensitive,omitempty"`
	Recipients i18n.Text `json:"recipients,omitzero"` // who else gets them; empty: nobody beside those that the authority hires
}

// Basis is the ground on which personal data are handled (GDPR art. 6.1).
type Basis string

// The grounds.
const (
	BasisNone            Basis = "no-personal-data"
	BasisAuthority       Basis = "official-authority" // e, myndighetsutövning
	BasisPublicInterest  Basis = "public-interest"    // e, allmänt intresse
	BasisLegalObligation Basis = "legal-obligation"   // c
	BasisContract        Basis = "contract"           // b
	BasisConsent         Basis = "consent"            // a
)

// Sensitive is the ground on which sensitive data are handled (GDPR art. 9.2).
type Sensitive string

// The grounds for sensitive data.
const (
	SensitiveSocialCare     Sensitive = "social-care"     // h: health and social care
	SensitivePublicInterest Sensitive = "public-interest" // g: an important public interest
)

// Right is what a person may ask of whoever handles their data.
type Right string

// The rights.
const (
	RightInformation   Right = "information"   // art. 13
	RightAccess        Right = "access"        // art. 15: register extract
	RightRectification Right = "rectification" // art. 16
	RightErasure       Right = "erasure"       // art. 17
	RightRestriction   Right = "restriction"   // art. 18
	RightPortability   Right = "portability"   // art. 20
	RightObjection     Right = "objection"     // art. 21
	RightWithdrawal    Right = "withdrawal"    // art. 7.3
	RightComplaint     Right = "complaint"     // art. 77, to IMY
)

// Notice is the information under GDPR art. 13 about one service.
type Notice struct {
	DataProtection
	Controller Authority
	Retention  Retention
	Rights     []Right
}

// Notice returns what a service must tell about personal data, and false when
// it handles none or has not said.
func (s *Snapshot) Notice(e *Entry) (Notice, bool) {
	if e.DataProtection.Basis == "" || e.DataProtection.Basis == BasisNone {
		return Notice{}, false
	}
	controller, ok := s.sheets.Directory.Find(e.Authority)
	if !ok {
		controller = Authority{Name: i18n.Text{SV: e.Authority}, Contact: e.Contact}
	}
	return Notice{e.DataProtection, controller, e.Retention, rightsUnder(e.DataProtection.Basis)}, true
}

// rightsUnder returns the rights that a ground gives. Erasure is always one
// that may be asked for: that it is often refused is a decision, which can be
// appealed.
func rightsUnder(b Basis) []Right {
	rights := []Right{RightInformation, RightAccess, RightRectification, RightErasure, RightRestriction}
	switch b {
	case BasisAuthority, BasisPublicInterest:
		rights = append(rights, RightObjection)
	case BasisContract:
		rights = append(rights, RightPortability)
	case BasisConsent:
		rights = append(rights, RightPortability, RightWithdrawal)
	case BasisNone, BasisLegalObligation:
	}
	return append(rights, RightComplaint)
}
