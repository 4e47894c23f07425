# Makes what the tests need in an empty Request Tracker, by its own interface, and writes the variables of the tests.
# It is what docs/connectors.md tells an administrator to do by hand.
use strict;
use warnings;
use RT;

RT::LoadConfig();
RT::Init();
require RT::AuthToken;
my $root = RT->SystemUser;

sub done {
    my ( $what, $ok, $msg ) = @_;
    die "$what: " . ( $msg // 'failed' ) . "\n" unless $ok;
}

sub create_queue {
    my ($name) = @_;
    my $queue = RT::Queue->new($root);
    done( "queue $name", $queue->Create( Name => $name ) );
    return $queue;
}

sub create_user {
    my ($name) = @_;
    my $user = RT::User->new($root);
    done( "user $name", $user->Create( Name => $name, EmailAddress => "$name\@kommun.test", Privileged => 1 ) );
    return $user;
}

sub create_field {
    my ( $name, $lookup, %more ) = @_;
    my $field = RT::CustomField->new($root);
    done( "field $name", $field->Create( Name => $name, Type => 'FreeformSingle', LookupType => $lookup, %more ) );
    return $field;
}

sub apply {
    my ( $field, @queues ) = @_;
    done( 'apply ' . $field->Name . ' to ' . $_->Name, $field->AddToObject($_) ) for @queues;
}

sub grant {
    my ( $user, $on, @rights ) = @_;
    done( "right $_", $user->PrincipalObj->GrantRight( Object => $on, Right => $_ ) ) for @rights;
}

sub token_of {
    my ($user) = @_;
    my $token = RT::AuthToken->new($root);
    my ( $ok, $msg, $text ) = $token->Create( Owner => $user->Id, Description => 'test' );
    done( 'token', $ok, $msg );
    return $text;
}

my ( $ticket, $transaction ) = ( 'RT::Queue-RT::Ticket', 'RT::Queue-RT::Ticket-RT::Transaction' );
my ( $parks, $other, $unique, $permits ) = map { create_queue($_) } 'Park & natur', 'Gata', 'Unik', 'Bygglov';

apply( create_field( 'ExternalId', $ticket ),      $parks, $other, $permits );
apply( create_field( 'DeliveryId', $transaction ), $parks, $other, $unique, $permits );
apply( create_field( 'Fastighet',  $ticket ),      $permits );
apply( create_field( 'Stolpe',     $ticket ),      $parks );

# The trap: a field of the same kind whose values must be unique.
apply( create_field( 'UniqueId', $ticket, UniqueValues => 1 ), $unique );

my ( $entre, $staff, $stranger ) = map { create_user($_) } 'entre', 'handlaggare', 'obehorig';
my @entre = qw(SeeQueue CreateTicket ShowTicket ShowTicketComments CommentOnTicket ReplyToTicket SeeCustomField ModifyCustomField);
for my $queue ( $parks, $other, $unique, $permits ) {
    grant( $entre, $queue, @entre );
    grant( $staff, $queue, @entre, qw(ModifyTicket OwnTicket DeleteTicket) );
}

print 'ENTRE_TEST_RT_QUEUE=',          $parks->Name,        "\n";
print 'ENTRE_TEST_RT_TOKEN=',          token_of($entre),    "\n";
print 'ENTRE_TEST_RT_STAFF_TOKEN=',    token_of($staff),    "\n";
print 'ENTRE_TEST_RT_STRANGER_TOKEN=', token_of($stranger), "\n";
