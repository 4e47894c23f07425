package signin

import (
	"context"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/internal/identity"
	"github.com/mittkoping/entre/internal/paths"
	"github.com/mittkoping/entre/web/session"
)

// Door is a way into a part of the portal: the citizens', or staff's.
type Door struct {
	office bool // it leads to the back office

	// enter makes somebody known who has been identified, and says how the audit
	// trail names them.
	enter func(ctx context.Context, provider string, proof identity.Proof) (identity.Person, identity.Actor, error)
	// forget is what a browser forgets at the logout besides the login.
	forget func(c echo.Context)

	choose  func(lang i18n.Lang, then string) string
	leave   func(lang i18n.Lang, provider, then string) string
	home    func(lang i18n.Lang) string // where one goes on to when nothing else was asked for
	outside func(lang i18n.Lang) string // where one is after the logout
}

// Register knows persons again; identity.Register is one.
type Register interface {
	Recognize(ctx context.Context, proof identity.Proof) (identity.Person, error)
}

// Cases makes what was begun before the login the person's; see cases.Service.
type Cases interface {
	Claim(ctx context.Context, actor identity.Actor) error
}

// Citizens is the door to what is somebody's own.
func Citizens(register Register, cases Cases, visitors *session.Visitors) Door {
	return Door{
		enter: func(ctx context.Context, _ string, proof identity.Proof) (identity.Person, identity.Actor, error) {
			person, err := register.Recognize(ctx, proof)
			if err != nil {
				return identity.Person{}, identity.Actor{}, err
			}
			actor := identity.Actor{Visitor: session.Actor(ctx).Visitor, Person: person.ID}
			return person, actor, cases.Claim(ctx, actor)
		},
		forget: visitors.Forget,
		choose: paths.LogIn, leave: paths.LogInAt, home: paths.MyPages, outside: paths.Home,
	}
}

// Roster knows who is at work; identity.Roster is one.
type Roster interface {
	Admit(ctx context.Context, proof identity.Proof, source string) (identity.Person, error)
	session.Functions
}

// Staff is the door to the back office.
func Staff(roster Roster) Door {
	return Door{
		office: true,
		enter: func(ctx context.Context, provider string, proof identity.Proof) (identity.Person, identity.Actor, error) {
			person, err := roster.Admit(ctx, proof, "login:"+provider)
			return person, identity.Actor{Staff: &identity.Staff{ID: person.ID}}, err
		},
		forget: func(echo.Context) {},
		choose: paths.OfficeLogIn, leave: paths.OfficeLogInAt, home: paths.Office,
		outside: func(lang i18n.Lang) string { return paths.OfficeLogIn(lang, "") },
	}
}
