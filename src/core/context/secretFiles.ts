const NAMES = new RegExp(
  [
    String.raw`^\.env(\..+)?$`,
    String.raw`^.+\.env$`,
    String.raw`^\.?(credentials|secrets?|passwords?|passwd|shadow|htpasswd)(\.(json|ya?ml|toml|ini|txt|properties|xml|conf|cfg))?$`,
    String.raw`^(client_secret|service[-_]?account|google-credentials).*\.json$`,
    '^id_(rsa|dsa|ecdsa|ed25519)([._-].*)?$',
    String.raw`^\.(npmrc|pypirc|netrc|pgpass|my\.cnf|git-credentials|dockercfg|yarnrc\.yml|vault-token|terraformrc|s3cfg|boto|htpasswd)$`,
    '^_netrc$',
    String.raw`^(kubeconfig|.*\.kubeconfig|known_hosts|authorized_keys|wallet\.dat)$`,
    String.raw`\.(pem|key|p12|pfx|jks|keystore|ppk|asc|gpg|pgp|kdbx?|ovpn|p8|pkcs12|der|crt|cer|tfstate|tfvars|agekey)(\.backup)?$`,
  ].join('|'),
  'i',
);
/** Templates are there to be read. */
const TEMPLATE =
  /^\.?env\.(example|sample|template|dist|defaults?)$|^\.env\.(example|sample|template|dist|defaults?)$/i;
const FOLDERS = /^\.(ssh|gnupg|aws|azure|kube|docker|gcloud|password-store)$/i;

/** A file that by its name holds keys or passwords: it is never read. @param file a path, in the way of either system */
export function isSecretFile(file: string): boolean {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return NAMES.test(name) && !TEMPLATE.test(name);
}

/** A folder of such files. */
export function isSecretFolder(name: string): boolean {
  return FOLDERS.test(name);
}
