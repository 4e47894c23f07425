package identity

import "slices"

// Staff is somebody at work, who has logged in with the provider for staff. What
// they may do follows from the functions that they hold at the moment.
type Staff struct {
	ID        PersonID // the same as when they log in as a citizen: nobody works their own case
	Name      string
	Functions []Function
}

// Authorities returns the codes of the authorities that they hold a function
// of with the power, each once.
func (s *Staff) Authorities(p Power) []AuthorityCode {
	var codes []AuthorityCode
	for _, f := range s.Functions {
		if f.Has(p) && !slices.Contains(codes, f.ID.Authority()) {
			codes = append(codes, f.ID.Authority())
		}
	}
	return codes
}

// Holds reports whether they hold the function.
func (s *Staff) Holds(id FunctionID) bool {
	return slices.ContainsFunc(s.Functions, func(f Function) bool { return f.ID == id })
}

func (s *Staff) has(p Power) bool {
	return slices.ContainsFunc(s.Functions, func(f Function) bool { return f.Has(p) })
}

func (s *Staff) hasIn(p Power, authority AuthorityCode) bool {
	return authority != "" && slices.ContainsFunc(s.Functions, func(f Function) bool { return f.Has(p) && f.ID.Authority() == authority })
}

// handles reports whether a function of theirs works the object.
func (s *Staff) handles(o Object) bool {
	return o.Function != "" && slices.ContainsFunc(s.Functions, func(f Function) bool {
		return f.ID == o.Function && f.ID.Authority() == o.Authority && f.Has(PowerHandle)
	})
}
