package app

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/mittkoping/entre/internal/clock"
	"github.com/mittkoping/entre/internal/config"
	"github.com/mittkoping/entre/internal/identity/pnr"
	"github.com/mittkoping/entre/internal/school"
	"github.com/mittkoping/entre/internal/school/ss12000"
	"github.com/mittkoping/entre/web/myschool"
)

// schools are the schools' systems as they are configured, in the order of their
// names.
func schools(cfg config.Config, now clock.Clock) ([]school.System, error) {
	var out []school.System
	for _, name := range slices.Sorted(maps.Keys(cfg.School)) {
		c := cfg.School[name]
		source, err := ss12000.New(schoolSource(c, now))
		if err != nil {
			return nil, fmt.Errorf("school.%s: %w", name, err)
		}
		y := school.System{
			Name: name, Title: c.Title, Source: source, Relations: c.Relations, Timeout: c.Timeout, Release: map[school.Term]school.Day{},
		}
		if y.Timeout == 0 {
			y.Timeout = config.DefaultSchoolTimeout
		}
		for term, day := range c.GradeRelease {
			parts := config.TermShape.FindStringSubmatch(term)
			if parts == nil {
				return nil, fmt.Errorf("school.%s.grade_release: %q is no term", name, term)
			}
			year, _ := strconv.Atoi(parts[2]) // four digits
			y.Release[school.Term{Year: year, Semester: school.Semester(parts[1])}] = school.Day(day)
		}
		out = append(out, y)
	}
	return out, nil
}

func schoolSource(c config.School, now clock.Clock) ss12000.Config {
	out := ss12000.Config{BaseURL: c.BaseURL, Token: c.Token, Clock: now}
	if c.TokenURL != "" {
		out.OAuth = &ss12000.OAuth{
			TokenURL: c.TokenURL, ClientID: c.ClientID, ClientSecret: c.ClientSecret, Scopes: c.Scopes, BasicAuth: c.ClientAuth == "basic",
		}
	}
	for _, kind := range c.Tells {
		out.Kinds = append(out.Kinds, school.Kind(kind))
	}
	return out
}

// school is what guardians and pupils ask; nil when there is no school.
func (h *house) school() (myschool.School, error) {
	systems, err := schools(h.cfg, h.clock)
	if err != nil || len(systems) == 0 {
		return nil, err
	}
	return school.New(school.Config{
		Systems: systems, Persons: h.db.Persons(), Blocks: h.db.Blocks(), Audit: h.db.Audit(), Clock: h.clock, Log: h.log,
	}), nil
}

// checkSchools asks each of the schools' systems for something that is nobody's.
func (h *house) checkSchools(ctx context.Context) []Finding {
	var findings []Finding
	for _, name := range slices.Sorted(maps.Keys(h.cfg.School)) {
		source, err := ss12000.New(schoolSource(h.cfg.School[name], h.clock))
		if err == nil {
			err = source.Check(ctx)
		}
		findings = append(findings, Finding{What: "school " + name, Err: err})
	}
	return findings
}

// SchoolBlock is whom to shut out: a person from all children, everybody from one
// child, or a person from one child.
type SchoolBlock struct {
	System string // a name in the configuration; with Child
	Child  string // the id that the system knows it by
	Number string // of the person, twelve digits; empty: everybody
}

// BlockSchool shuts out and returns the block's id: see school.Gate.
func BlockSchool(ctx context.Context, cfg config.Config, opts Options, b SchoolBlock) (string, error) {
	h, err := openHouse(ctx, cfg, opts)
	if err != nil {
		return "", err
	}
	id, err := h.blockSchool(ctx, b)
	return id, errors.Join(err, h.close())
}

func (h *house) blockSchool(ctx context.Context, b SchoolBlock) (string, error) {
	if _, ok := h.cfg.School[b.System]; !ok && b.Child != "" {
		return "", fmt.Errorf("no school's system is called %q in the configuration", b.System)
	}
	out := school.Block{System: b.System, Child: school.ID(b.Child)}
	if b.Number != "" {
		var err error
		if out.Number, err = pnr.Parse(b.Number, h.clock.Now()); err != nil {
			return "", fmt.Errorf("the person's number: %w; write its twelve digits", err)
		}
	}
	return h.gate().Shut(ctx, out)
}

// LiftSchoolBlock ends a block.
func LiftSchoolBlock(ctx context.Context, cfg config.Config, opts Options, id string) error {
	h, err := openHouse(ctx, cfg, opts)
	if err != nil {
		return err
	}
	return errors.Join(h.gate().Lift(ctx, id), h.close())
}

// SchoolBlocks returns all blocks, oldest first.
func SchoolBlocks(ctx context.Context, cfg config.Config, opts Options) ([]school.Block, error) {
	h, err := openHouse(ctx, cfg, opts)
	if err != nil {
		return nil, err
	}
	blocks, err := h.db.Blocks().FindBlocks(ctx)
	return blocks, errors.Join(err, h.close())
}

func (h *house) gate() school.Gate {
	return school.Gate{Blocks: h.db.Blocks(), Audit: h.db.Audit(), Clock: h.clock}
}
