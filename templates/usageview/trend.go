package usageview

import "strconv"

// Week is what happened in a week.
type Week struct {
	Name     string // "v. 47"
	From     string // its Monday
	Searches int
	NoHit    int
	Clicks   int
	Yes, No  int
}

// share writes a number and which part of a whole it is.
func share(part, whole int) string {
	if whole == 0 {
		return strconv.Itoa(part)
	}
	return strconv.Itoa(part) + ", " + strconv.Itoa(min((200*part+whole)/(2*whole), 100)) + "\u00a0%"
}

// Trend is the weeks as a picture: a bar each, of which the lower part is what
// found nothing. It has no style of its own and is as wide as there is room.
type Trend struct{ Weeks []Week }

// The picture's measures, in its own units.
const (
	trendWidth  = 480
	trendHeight = 180
	trendLeft   = 48 // for the numbers beside it
	trendTop    = 12
	trendBottom = 26 // for the weeks under it
)

// bar is a rectangle of the picture.
type bar struct{ X, Y, Width, Height string }

// most is the round number that the picture reaches to.
func (t Trend) most() int {
	most := 1
	for _, w := range t.Weeks {
		most = max(most, w.Searches)
	}
	for step := 1; ; step *= 10 {
		for _, n := range []int{1, 2, 4, 6, 10} {
			if n*step >= most {
				return n * step
			}
		}
	}
}

func (t Trend) y(n int) float64 {
	room := float64(trendHeight - trendTop - trendBottom)
	return trendTop + room*(1-float64(n)/float64(t.most()))
}

// line is the height of a number.
func (t Trend) line(n int) string { return coordinate(t.y(n)) }

// lines are the numbers that have a line.
func (t Trend) lines() []int {
	if t.most() == 1 {
		return []int{0, 1}
	}
	return []int{0, t.most() / 2, t.most()}
}

// bars are a week's: of all its searches, and of those that found nothing.
func (t Trend) bars(i int) (all, none bar) {
	w := t.Weeks[i]
	return t.bar(i, w.Searches), t.bar(i, w.NoHit)
}

func (t Trend) bar(i, n int) bar {
	step := float64(trendWidth-trendLeft) / float64(len(t.Weeks))
	width := min(step*0.7, 40)
	x := trendLeft + step*float64(i) + (step-width)/2
	return bar{coordinate(x), coordinate(t.y(n)), coordinate(width), coordinate(t.y(0) - t.y(n))}
}

// middle is under the middle of a week's bar.
func (t Trend) middle(i int) string {
	step := float64(trendWidth-trendLeft) / float64(len(t.Weeks))
	return coordinate(trendLeft + step*(float64(i)+0.5))
}

const manyNames = 5 // of weeks, under the picture

// isNamed reports whether there is room for a week's name.
func (t Trend) isNamed(i int) bool {
	every := (len(t.Weeks) + manyNames - 1) / manyNames
	return (len(t.Weeks)-1-i)%max(every, 1) == 0
}

func coordinate(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }
