// Passkeys: the browser asks the device, the form sends what it answered. Without this script, or where the browser
// knows no passkeys, the form stays hidden and a sentence stands in its place.
const toBytes = (text) => {
  const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
};
const toText = (buffer) => {
  const characters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(characters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

const withBytes = (keys) => keys?.map((key) => ({ ...key, id: toBytes(key.id) }));

const creation = ({ publicKey }) => ({
  publicKey: {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
    excludeCredentials: withBytes(publicKey.excludeCredentials),
    // It signs in alone: kept on the device, opened with finger, face or PIN.
    authenticatorSelection: {
      ...publicKey.authenticatorSelection,
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
  },
});

const request = ({ publicKey }) => ({
  publicKey: {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    allowCredentials: withBytes(publicKey.allowCredentials),
  },
});

const asJson = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
};

const given = () => JSON.parse(document.getElementById("passkey-options").textContent);
const ways = {
  new: async () => navigator.credentials.create(creation(given().creation_options)),
  again: async () => navigator.credentials.get(request(given().request_options)),
  "sign-in": async (form) => {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    return navigator.credentials.get(request((await answer.json()).request_options));
  },
};

// A passkey belongs to a name: a site opened under its number (127.0.0.1) has none.
const hasName = !/^[\d.]+$|:/.test(location.hostname);

if (window.PublicKeyCredential && hasName) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const wrong = form.querySelector("[data-passkey-error]");
    let busy = false;
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (busy) return;
      busy = true;
      wrong.hidden = true;
      try {
        form.elements.credential.value = asJson(await ways[form.dataset.passkey](form));
        form.submit();
      } catch {
        wrong.hidden = false;
        busy = false;
      }
    });
  }
  for (const sentence of document.querySelectorAll("[data-passkey-missing]")) sentence.hidden = true;
}
