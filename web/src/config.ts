// Where the APIs are and who the portal is, as the server says in the page.
export interface Config {
  login: string;
  arm: string;
  graph: string;
  accounts: string; // with one "*" where the account's subdomain stands
  redirect: string;
  clientId: string;
}

export const config: Config = JSON.parse(document.querySelector<HTMLMetaElement>('meta[name="keyless"]')!.content);

// accountAddress is the address of an account, without a trailing slash.
export const accountAddress = (subdomain: string): string => config.accounts.replace("*", encodeURIComponent(subdomain));
