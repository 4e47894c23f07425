package requesttracker

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// record is what a query looks at: the value of a field by its name
// ("CF.{Name}" for a custom field), and false when it has none.
type record func(field string) (string, bool)

// condition is a parsed query.
type condition func(record) bool

// tokenOf is one token of TicketSQL: a quoted text, a custom field, a sign, or
// a word.
var tokenOf = regexp.MustCompile(`^\s*('(?:[^'\\]|\\.)*'|CF\.\{[^}]+\}|!=|[()=<>]|[\w:]+)`)

var errQuery = errors.New("Wrong query") //nolint:staticcheck // Request Tracker's words

// parseQuery reads the part of TicketSQL that is here: comparisons with =, !=, <
// and >, IS NOT NULL, AND, OR and parentheses.
func parseQuery(query string) (condition, error) {
	var tokens []string
	for rest := strings.TrimSpace(query); rest != ""; rest = strings.TrimSpace(rest) {
		m := tokenOf.FindString(rest)
		if m == "" {
			return nil, fmt.Errorf("%w, expecting a token", errQuery)
		}
		tokens, rest = append(tokens, strings.TrimSpace(m)), rest[len(m):]
	}
	p := &parser{tokens: tokens}
	c, err := p.or()
	if err == nil && len(p.tokens) > 0 {
		err = fmt.Errorf("%w, expecting an AGGREGATOR", errQuery)
	}
	return c, err
}

type parser struct{ tokens []string }

// next takes the next token, "" at the end.
func (p *parser) next() string {
	if len(p.tokens) == 0 {
		return ""
	}
	t := p.tokens[0]
	p.tokens = p.tokens[1:]
	return t
}

// take takes the next token if it is this one.
func (p *parser) take(token string) bool {
	if len(p.tokens) > 0 && strings.EqualFold(p.tokens[0], token) {
		p.tokens = p.tokens[1:]
		return true
	}
	return false
}

func (p *parser) or() (condition, error) {
	left, err := p.and()
	for err == nil && p.take("OR") {
		before := left
		var right condition
		right, err = p.and()
		left = func(r record) bool { return before(r) || right(r) }
	}
	return left, err
}

func (p *parser) and() (condition, error) {
	left, err := p.comparison()
	for err == nil && p.take("AND") {
		before := left
		var right condition
		right, err = p.comparison()
		left = func(r record) bool { return before(r) && right(r) }
	}
	return left, err
}

func (p *parser) comparison() (condition, error) {
	if p.take("(") {
		inside, err := p.or()
		if err == nil && !p.take(")") {
			err = fmt.Errorf("%w, expecting a parenthesis", errQuery)
		}
		return inside, err
	}
	field := p.next()
	switch {
	case field == "" || strings.ContainsAny(field[:1], "'()=<>!"):
		return nil, fmt.Errorf("%w, expecting a KEYWORD", errQuery)
	case p.take("="):
		value := unquote(p.next())
		return func(r record) bool { v, _ := r(field); return strings.EqualFold(v, value) }, nil
	case p.take("!="):
		value := unquote(p.next())
		return func(r record) bool { v, _ := r(field); return !strings.EqualFold(v, value) }, nil
	case p.take(">"):
		return p.number(field, func(n, than int) bool { return n > than })
	case p.take("<"):
		return p.number(field, func(n, than int) bool { return n < than })
	case p.take("IS") && p.take("NOT") && p.take("NULL"):
		return func(r record) bool { _, set := r(field); return set }, nil
	}
	return nil, fmt.Errorf("%w, expecting an OPERATOR", errQuery)
}

// number compares a field with the number that comes next.
func (p *parser) number(field string, holds func(n, than int) bool) (condition, error) {
	than, err := strconv.Atoi(unquote(p.next()))
	if err != nil {
		return nil, fmt.Errorf("%w, expecting a number", errQuery)
	}
	return func(r record) bool {
		v, _ := r(field)
		n, err := strconv.Atoi(v)
		return err == nil && holds(n, than)
	}, nil
}

// unquote takes the quotes and their backslashes away.
func unquote(s string) string {
	if !strings.HasPrefix(s, "'") {
		return s
	}
	var b strings.Builder
	escaped := false
	for _, r := range s[1 : len(s)-1] {
		if escaped = r == '\\' && !escaped; !escaped {
			b.WriteRune(r)
		}
	}
	return b.String()
}
