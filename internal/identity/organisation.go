package identity

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/i18n"
)

// AuthorityCode is an authority's short name, which begins its diary numbers:
// "BUN".
type AuthorityCode string

// FunctionID names a function of an authority for ever: "BUN/kontaktperson".
type FunctionID string

// Authority returns the code of the authority that the function is of.
func (id FunctionID) Authority() AuthorityCode {
	code, _, _ := strings.Cut(string(id), "/")
	return AuthorityCode(code)
}

// Power is what somebody may do who holds a function.
type Power string

// The powers. Each is over the function's own authority and nothing else (OSL
// 8:1–2: secrecy holds between authorities), but for PowerOperate and PowerEdit,
// which show no content of anybody's.
const (
	PowerHandle     Power = "handle"     // work the cases of the function: read, take, write, decide
	PowerRegister   Power = "register"   // see that the authority's cases exist, open and forward each of them
	PowerDeliveries Power = "deliveries" // see what the authority's back ends have not got, and send it again
	PowerOperate    Power = "operate"    // the same for all authorities: no content is shown there
	PowerEdit       Power = "edit"       // the words by which services are found: of the whole portal, as its search is one
)

// Powers are all powers.
var Powers = []Power{PowerHandle, PowerRegister, PowerDeliveries, PowerOperate, PowerEdit}

// Authority is a committee (nämnd) or a municipal company: a controller of its
// own, which owns services and cases.
type Authority struct {
	Code      AuthorityCode
	Name      string // as the catalogue's services name it: "Byggnadsnämnden"
	Functions []Function
}

// Function is an organisational role of an authority. It owns cases; people
// hold it for a while, and any of them can be replaced tomorrow.
type Function struct {
	ID     FunctionID
	Title  i18n.Text // "Bygglovshandläggare": what a citizen is told instead of a name
	Powers []Power
	Groups []string // what the provider for staff says of those who hold it; any of them is enough
}

// Has reports whether the function gives the power.
func (f Function) Has(p Power) bool { return slices.Contains(f.Powers, p) }

// Organisation is the municipality's authorities and their functions. It does
// not change once it is made.
type Organisation struct{ authorities []Authority }

var (
	codeShape     = regexp.MustCompile(`^[A-ZÅÄÖ]{2,5}$`)
	functionShape = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
)

// NewOrganisation returns the organisation of these authorities. The error
// lists all that is wrong in them.
func NewOrganisation(authorities []Authority) (*Organisation, error) {
	var wrong []error
	fault := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	codes, names, ids := map[AuthorityCode]bool{}, map[string]bool{}, map[FunctionID]bool{}
	for _, a := range authorities {
		if !codeShape.MatchString(string(a.Code)) {
			fault("%q cannot be an authority's code; write two to five capital letters, such as BUN", a.Code)
		}
		if a.Name == "" || names[a.Name] {
			fault("%s: its name %q is missing or another's", a.Code, a.Name)
		}
		if codes[a.Code] {
			fault("%s: two authorities have this code", a.Code)
		}
		codes[a.Code], names[a.Name] = true, true
		for _, f := range a.Functions {
			code, name, _ := strings.Cut(string(f.ID), "/")
			if code != string(a.Code) || !functionShape.MatchString(name) || ids[f.ID] {
				fault("%q cannot be a function of %s; write %s/ and small letters, once", f.ID, a.Code, a.Code)
			}
			ids[f.ID] = true
			if f.Title.SV == "" {
				fault("%s: its title is missing", f.ID)
			}
			for _, p := range f.Powers {
				if !slices.Contains(Powers, p) {
					fault("%s: there is no power %q; write one of %v", f.ID, p, Powers)
				}
			}
			if slices.Contains(f.Groups, "") {
				fault("%s: one of its groups is empty, so that everybody would hold it", f.ID)
			}
		}
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, err
	}
	return &Organisation{slices.Clone(authorities)}, nil
}

// Authorities returns all authorities.
func (o *Organisation) Authorities() []Authority { return slices.Clone(o.authorities) }

// Authority returns the authority with the code, and false when there is none.
func (o *Organisation) Authority(code AuthorityCode) (Authority, bool) {
	return o.find(func(a Authority) bool { return a.Code == code })
}

// AuthorityNamed returns the authority that the catalogue calls by the name.
func (o *Organisation) AuthorityNamed(name string) (Authority, bool) {
	return o.find(func(a Authority) bool { return a.Name == name })
}

func (o *Organisation) find(is func(Authority) bool) (Authority, bool) {
	i := slices.IndexFunc(o.authorities, is)
	if i < 0 {
		return Authority{}, false
	}
	return o.authorities[i], true
}

// Function returns the function with the id, and false when there is none.
func (o *Organisation) Function(id FunctionID) (Function, bool) {
	a, _ := o.Authority(id.Authority())
	i := slices.IndexFunc(a.Functions, func(f Function) bool { return f.ID == id })
	if i < 0 {
		return Function{}, false
	}
	return a.Functions[i], true
}

// FunctionsOf returns the functions that somebody holds of whom the provider for
// staff says these groups.
func (o *Organisation) FunctionsOf(groups []string) []Function {
	var held []Function
	for _, a := range o.authorities {
		for _, f := range a.Functions {
			if slices.ContainsFunc(f.Groups, func(g string) bool { return slices.Contains(groups, g) }) {
				held = append(held, f)
			}
		}
	}
	return held
}
