// A member of staff with matrix-js-sdk and its Rust cryptography, as Element has it: cross-signed,
// and deaf to every device that its owner has not signed.
//
//   node client.mjs HOMESERVER USER PASSWORD BOT QUESTION
//
// Makes an encrypted room with the bot, asks, and prints the reply as one JSON object.

if (!Promise.withResolvers) {
  // Node 20 does not have it yet.
  Promise.withResolvers = function () {
    const made = {};
    made.promise = new this((resolve, reject) => Object.assign(made, { resolve, reject }));
    return made;
  };
}

const sdk = await import("matrix-js-sdk");
const { OnlySignedDevicesIsolationMode } = await import("matrix-js-sdk/lib/crypto-api/index.js");
const { logger } = await import("matrix-js-sdk/lib/logger.js");
logger.setLevel?.("error");

const [homeserver, user, password, bot, question] = process.argv.slice(2);

const signIn = { type: "m.login.password", identifier: { type: "m.id.user", user }, password };
const login = await fetch(`${homeserver}/_matrix/client/v3/login`, {
  method: "POST",
  body: JSON.stringify(signIn),
}).then((answer) => answer.json());

const client = sdk.createClient({
  baseUrl: homeserver,
  accessToken: login.access_token,
  userId: login.user_id,
  deviceId: login.device_id,
});
await client.initRustCrypto({ useIndexedDB: false });
const crypto = client.getCrypto();
await client.startClient({ initialSyncLimit: 10 });
await crypto.bootstrapCrossSigning({
  authUploadDeviceSigningKeys: (request) => request({ ...signIn, session: undefined }),
});
crypto.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());

const { room_id: room } = await client.createRoom({
  invite: [bot],
  initial_state: [
    { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } },
  ],
});
await until(() => client.getRoom(room)?.getMember(bot)?.membership === "join");

const { event_id: asked } = await client.sendMessage(room, {
  msgtype: "m.text",
  body: question,
  "m.mentions": { user_ids: [bot] },
});
const reply = await until(() => events().find(answers));
const shield = await crypto.getEncryptionInfoForEvent(reply);
client.stopClient();
console.log(
  JSON.stringify({
    body: reply.getContent().body,
    thread: reply.getWireContent()["m.relates_to"]?.event_id === asked,
    encrypted: reply.isEncrypted(),
    failed: reply.isDecryptionFailure(),
    shield: shield?.shieldReason ?? null,
  }),
);
process.exit(0);

function events() {
  const known = client.getRoom(room);
  const threads = known.getThreads().flatMap((thread) => thread.events);
  return [...known.getLiveTimeline().getEvents(), ...threads];
}

function answers(event) {
  const relation = event.getWireContent()["m.relates_to"];
  return event.getSender() === bot && relation?.["m.in_reply_to"]?.event_id === asked
    && !event.isBeingDecrypted();
}

async function until(condition) {
  for (;;) {
    const found = condition();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
