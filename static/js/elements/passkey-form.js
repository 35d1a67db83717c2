// Adds a passkey or shows one: asks the device, puts its answer into the form, and sends that.

const bytesOf = (text) => {
  const padded = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(padded), (letter) => letter.charCodeAt(0));
};
const textOf = (buffer) => {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};
const known = (list = []) => list.map((one) => ({ ...one, id: bytesOf(one.id) }));

function creation(options) {
  const { challenge, user, excludeCredentials } = options;
  return {
    ...options,
    challenge: bytesOf(challenge),
    user: { ...user, id: bytesOf(user.id) },
    excludeCredentials: known(excludeCredentials),
  };
}

function request(options) {
  return {
    ...options,
    challenge: bytesOf(options.challenge),
    allowCredentials: known(options.allowCredentials),
  };
}

function plain(credential) {
  const given = credential.response, response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (given[name]) response[name] = textOf(given[name]);
  }
  return {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

class PasskeyForm extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-go]").onclick = () => this.go();
  }

  async go() {
    const failed = this.querySelector("[data-failed]"), form = this.querySelector("form");
    failed.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(plain(await this.ask()));
      form.requestSubmit();
    } catch {
      failed.hidden = false; // she said no, or the device cannot: nothing happened
    }
  }

  ask() {
    const told = JSON.parse(document.getElementById(this.dataset.options).textContent);
    return this.dataset.mode === "create"
      ? navigator.credentials.create({ publicKey: creation(told.creation_options.publicKey) })
      : navigator.credentials.get({ publicKey: request(told.request_options.publicKey) });
  }
}

customElements.define("passkey-form", PasskeyForm);
