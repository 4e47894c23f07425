// A certified OpenID provider (npm oidc-provider) for the tests of package oidc: the portal's one client, one person.
// Who logs in opens /interaction/ID/login or /interaction/ID/cancel. It writes its issuer on a line when it is ready,
// and ends when its standard input does.
import http from 'node:http'
import Provider from 'oidc-provider'

const [redirect, after, notices] = process.argv.slice(2)
const number = 'https://id.oidc.se/claim/personalIdentityNumber'
const level = 'http://id.swedenconnect.se/loa/1.0/uncertified-loa3'

const server = http.createServer()
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const issuer = `http://127.0.0.1:${server.address().port}`

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'entre',
    client_secret: 'a-secret-that-is-long-enough-for-anybody',
    redirect_uris: [redirect],
    post_logout_redirect_uris: [after],
    backchannel_logout_uri: notices,
    backchannel_logout_session_required: true,
    token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: 'RS256',
    require_auth_time: true
  }],
  acrValues: [level],
  claims: {
    openid: ['sub', 'acr', 'auth_time', 'sid'],
    'https://id.oidc.se/scope/naturalPersonNumber': [number],
    'https://id.oidc.se/scope/naturalPersonInfo': ['name']
  },
  conformIdTokenClaims: process.env.CLAIMS !== 'id_token',
  cookies: { keys: ['for tests'] },
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: async (ctx, form) => { ctx.body = `<!DOCTYPE html><title>out</title>${form}` }
    }
  },
  // It would refuse to tell this very machine.
  fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
  findAccount: async (ctx, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, [number]: '197901049283', name: 'Anna Öst' })
  }),
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => true },
  ttl: { IdToken: 300, AccessToken: 300, Session: 3600, Grant: 3600, Interaction: 600, AuthorizationCode: 60 }
})

provider.on('backchannel.error', (ctx, err) => console.error(err))

const callback = provider.callback()

// grant lets the client have what it asks for.
async function grant (details) {
  const g = new provider.Grant({ accountId: details.session?.accountId ?? 'pairwise-7', clientId: details.params.client_id })
  g.addOIDCScope(details.params.scope)
  return { grantId: await g.save() }
}

server.on('request', async (req, res) => {
  const [, room, , deed] = new URL(req.url, issuer).pathname.split('/')
  if (room !== 'interaction' || !deed) return callback(req, res)
  const details = await provider.interactionDetails(req, res)
  const result = deed === 'cancel'
    ? { error: 'access_denied', error_description: 'userCancel' }
    : { login: { accountId: 'pairwise-7', acr: level }, consent: await grant(details) }
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false })
})

process.stdin.resume().on('end', () => process.exit())
console.log(issuer)
