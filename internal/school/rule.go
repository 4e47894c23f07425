package school

import (
	"slices"
)

// adult is the age at which guardians no longer see: custody ends at 18
// (föräldrabalken 6:2).
const adult = 18

// verdict is what the rule says of one person and one child now.
type verdict string

const (
	sees     verdict = "shown"
	stranger verdict = "stranger" // nothing in the child's own record lets them see it
	ofAge    verdict = "of_age"   // the child has come of age
	hidden   verdict = "hidden"   // protected, shut out, or not clear: nobody is told which
)

// asker is who asks, as one system and Entré know them.
type asker struct {
	system    string
	self      Record
	relations []string
	blocks    []Block // that hold for them
	today     Day
}

// judge says whether the asker may see the child, by the child's own record. What
// is not clear is no. When anybody in the record has protected identity the child
// is hidden from all of them: where it goes to school tells where they live.
func (a asker) judge(child Record) verdict {
	if child.IsDead || a.self.ID == "" || child.ID == a.self.ID || !a.isGuardian(child) {
		return stranger
	}
	birthday := child.BirthDate.birthday(adult)
	switch {
	case child.BirthDate != "" && child.BirthDate <= a.today && birthday <= a.today:
		return ofAge
	case child.BirthDate == "" || child.BirthDate > a.today, child.IsProtected, a.self.IsProtected, a.isShutOut(child.ID),
		slices.ContainsFunc(child.Responsibles, func(r Responsible) bool { return r.IsProtected }):
		return hidden
	default:
		return sees
	}
}

// judgeSelf says whether the asker may see their own record, which a pupil may
// at any age.
func (a asker) judgeSelf() verdict {
	isPupil := slices.ContainsFunc(a.self.Enrolments, func(e Enrolment) bool {
		return !e.IsCancelled && (e.To == "" || e.To >= a.today)
	})
	switch {
	case a.self.ID == "" || !isPupil:
		return stranger
	case a.self.IsProtected || a.isShutOut(a.self.ID):
		return hidden
	default:
		return sees
	}
}

func (a asker) isGuardian(child Record) bool {
	return slices.ContainsFunc(child.Responsibles, func(r Responsible) bool {
		return r.Person == a.self.ID && slices.Contains(a.relations, r.Relation)
	})
}

func (a asker) isShutOut(child ID) bool {
	return slices.ContainsFunc(a.blocks, func(b Block) bool { return b.covers(a.system, child) })
}
