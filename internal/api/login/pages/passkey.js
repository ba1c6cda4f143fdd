(() => {
  const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const bytes = (s) => Uint8Array.from(atob(s.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const ids = (list) => (list || []).forEach((c) => { c.id = bytes(c.id); });
  const get = async (options) => {
    const o = options.publicKey;
    o.challenge = bytes(o.challenge);
    ids(o.allowCredentials);
    const c = await navigator.credentials.get({ publicKey: o });
    const r = c.response;
    return { id: c.id, rawId: text(c.rawId), type: c.type, response: { clientDataJSON: text(r.clientDataJSON), authenticatorData: text(r.authenticatorData), signature: text(r.signature), userHandle: r.userHandle ? text(r.userHandle) : undefined } };
  };
  const create = async (options) => {
    const o = options.publicKey;
    o.challenge = bytes(o.challenge);
    o.user.id = bytes(o.user.id);
    ids(o.excludeCredentials);
    const c = await navigator.credentials.create({ publicKey: o });
    const r = c.response;
    return { id: c.id, rawId: text(c.rawId), type: c.type, response: { clientDataJSON: text(r.clientDataJSON), attestationObject: text(r.attestationObject), transports: r.getTransports ? r.getTransports() : [] } };
  };
  const button = document.getElementById("usePasskey");
  if (!button || !window.PublicKeyCredential) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const form = button.form;
    try {
      const ask = button.dataset.ask ? JSON.parse(button.dataset.ask) : await (await fetch("/passkey/ask", { method: "POST" })).json();
      const answer = button.dataset.create ? await create(ask.options) : await get(ask.options);
      form.elements.passkeyid.value = ask.id;
      form.elements.passkey.value = JSON.stringify(answer);
      const action = document.createElement("input");
      action.type = "hidden";
      action.name = "action";
      action.value = button.value;
      form.append(action);
      form.submit();
    } catch (e) {
      document.querySelector("[role=alert]").textContent = "The passkey was not used: " + e.message;
    }
  });
})();
