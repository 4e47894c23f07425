package redmine

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mittkoping/entre/internal/connectors/casetext"
)

// The route's values.
const (
	paramProject  = "project"
	paramTracker  = "tracker"
	paramPriority = "priority"
	paramCategory = "category"
	paramAssignee = "assignee"
	paramField    = "cf."
)

// values are the route's, read.
type values struct {
	project, tracker             string
	priority, category, assignee id
	fields                       []namedValue
}

type namedValue struct{ name, value string }

// readRoute reads the route's values. The error says what can never be sent, without
// what is in it.
func readRoute(params map[string]string) (v values, err error) {
	for _, name := range slices.Sorted(maps.Keys(params)) {
		value := strings.TrimSpace(casetext.Clean(params[name]))
		field, isField := strings.CutPrefix(name, paramField)
		switch {
		case !isField && !slices.Contains([]string{paramProject, paramTracker, paramPriority, paramCategory, paramAssignee}, name),
			isField && field == "":
			return v, fmt.Errorf("the route has a value %q that redmine does not know", name)
		case value == "":
		case name == paramProject:
			v.project = value
		case name == paramTracker:
			v.tracker = value
		case isField:
			v.fields = append(v.fields, namedValue{field, value})
		default:
			n, ok := number(value)
			if !ok {
				return v, fmt.Errorf("the route's value %q must be a number", name)
			}
			*map[string]*id{paramPriority: &v.priority, paramCategory: &v.category, paramAssignee: &v.assignee}[name] = n
		}
	}
	return v, nil
}
