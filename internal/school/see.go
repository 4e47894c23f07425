package school

import (
	"cmp"
	"context"
	"slices"

	"github.com/mittkoping/entre/internal/audit"
	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/identity"
)

// Overview returns all children that the actor may see, with what there is to
// see. LoginNeeded: nobody is logged in. A system that does not answer is told
// of, and keeps nobody else waiting.
func (s *Service) Overview(ctx context.Context, actor identity.Actor) (Overview, error) {
	const op = "school.Overview"
	if err := identity.Can(actor, identity.SeeChildren, identity.Object{}, op); err != nil {
		return Overview{}, err
	}
	all, err := s.ask(ctx, actor)
	if err != nil {
		return Overview{}, errs.Op(op, err)
	}
	var out Overview
	var trail []audit.Entry
	for _, k := range all {
		found := k.lookAll()
		if k.err != nil {
			out.Silent = append(out.Silent, Silent{Title: k.system.Title, LastAnswer: s.lastAnswer(k.system.Name, KindRecord)})
		}
		out.Children = append(out.Children, found.children...)
		out.IsHidden = out.IsHidden || found.isHidden()
		trail = append(trail, audit.Entry{Action: audit.SchoolAsked, Subject: "school:" + k.system.Name, Detail: found.outcome(k.err)})
		for _, id := range found.hidden {
			trail = append(trail, audit.Entry{Action: audit.ChildRefused, Subject: subject(k.system.Name, id), Detail: string(hidden)})
		}
	}
	slices.SortStableFunc(out.Children, func(a, b Child) int { return cmp.Compare(a.GivenName, b.GivenName) })
	return out, errs.Op(op, s.show(ctx, actor, pointers(out.Children), trail))
}

// Child returns one child of one system, if the actor may see it now. The other
// systems are asked too, for who is protected there is protected here. NotFound:
// they may not, or there is none; Unavailable: the system does not answer.
func (s *Service) Child(ctx context.Context, actor identity.Actor, system string, id ID) (Child, error) {
	const op = "school.Child"
	if err := identity.Can(actor, identity.SeeChildren, identity.Object{}, op); err != nil {
		return Child{}, err
	}
	at := slices.IndexFunc(s.cfg.Systems, func(y System) bool { return y.Name == system })
	if at < 0 || !isID(string(id)) {
		return Child{}, errs.New(errs.NotFound, op)
	}
	all, err := s.ask(ctx, actor)
	if err != nil {
		return Child{}, errs.Op(op, err)
	}
	k := all[at]
	if k.err != nil {
		refused := audit.Entry{Action: audit.ChildRefused, Subject: subject(system, id), Detail: string(Unanswered)}
		if err := s.write(ctx, actor, []audit.Entry{refused}); err != nil {
			return Child{}, errs.Op(op, err)
		}
		silent := errs.New(errs.Unavailable, op).WithText("school.silent_page")
		silent.Err = k.err
		return Child{}, silent
	}
	child, verdict := k.look(id)
	if err := identity.Can(actor, identity.SeeChild, identity.Object{IsGuarded: verdict == sees}, op); err != nil {
		refused := audit.Entry{Action: audit.ChildRefused, Subject: subject(system, id), Detail: string(verdict)}
		if err := s.write(ctx, actor, []audit.Entry{refused}); err != nil {
			return Child{}, errs.Op(op, err)
		}
		return Child{}, err
	}
	one := []Child{child}
	err = s.show(ctx, actor, pointers(one), nil)
	return one[0], errs.Op(op, err)
}

// found is what one system lets the asker see.
type found struct {
	children []Child
	hidden   []ID
	isSelf   bool // the asker is protected: nothing at all is shown
}

func (f found) isHidden() bool { return f.isSelf || len(f.hidden) > 0 }

// outcome is what is noted of the question as such.
func (f found) outcome(err error) string {
	switch {
	case err != nil:
		return string(Unanswered)
	case len(f.children) > 0:
		return string(Shown)
	case f.isHidden():
		return string(hidden)
	default:
		return string(Nothing)
	}
}

// lookAll judges each record of the family.
func (k known) lookAll() found {
	if k.err != nil {
		return found{}
	}
	f := found{isSelf: k.asker.self.IsProtected}
	consider := func(r Record, v verdict) {
		switch v {
		case sees:
			f.children = append(f.children, k.child(r))
		case hidden:
			f.hidden = append(f.hidden, r.ID)
		case stranger, ofAge:
		}
	}
	consider(k.family.Self, k.asker.judgeSelf())
	for _, r := range k.family.Children {
		consider(r, k.asker.judge(r))
	}
	return f
}

// look judges the one record with the id.
func (k known) look(id ID) (Child, verdict) {
	if id == k.family.Self.ID {
		return k.child(k.family.Self), k.asker.judgeSelf()
	}
	for _, r := range k.family.Children {
		if r.ID == id {
			return k.child(r), k.asker.judge(r)
		}
	}
	return Child{}, stranger
}

// child returns what the page says of a record beside the data.
func (k known) child(r Record) Child {
	c := Child{
		System: k.system.Name, ID: r.ID, IsSelf: r.ID == k.family.Self.ID, GivenName: r.GivenName, FamilyName: r.FamilyName,
	}
	today := k.asker.today
	for _, e := range r.Enrolments {
		if !e.IsCancelled && isNow(e.From, e.To, today) {
			c.School = e.School
		}
	}
	for _, m := range r.Classes {
		if isNow(m.From, m.To, today) {
			c.Class = m.Name
		}
	}
	return c
}

func isNow(from, to, today Day) bool { return from <= today && (to == "" || today <= to) }

// show fetches the data about the children and notes what is seen of them: what
// cannot be noted is not shown.
func (s *Service) show(ctx context.Context, actor identity.Actor, children []*Child, trail []audit.Entry) error {
	systems := map[string]System{}
	for _, y := range s.cfg.Systems {
		systems[y.Name] = y
	}
	s.fill(ctx, children, systems)
	for _, c := range children {
		saw := func(kind Kind, state State) {
			if state != "" {
				trail = append(trail, audit.Entry{
					Action: audit.ChildSeen, Subject: subject(c.System, c.ID), Detail: string(kind) + ":" + string(state),
				})
			}
		}
		saw(KindRecord, Shown)
		saw(KindAttendance, c.Attendance.State)
		saw(KindAbsences, c.Absences.State)
		saw(KindGrades, c.Grades.State)
	}
	return s.write(ctx, actor, trail)
}

func (s *Service) write(ctx context.Context, actor identity.Actor, trail []audit.Entry) error {
	now := s.cfg.Clock.Now()
	return s.cfg.Blocks.InTx(ctx, func(ctx context.Context) error {
		for _, e := range trail {
			e.At, e.Actor = now, actor.String()
			if err := s.cfg.Audit.Append(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

func pointers(children []Child) []*Child {
	out := make([]*Child, len(children))
	for i := range children {
		out[i] = &children[i]
	}
	return out
}
