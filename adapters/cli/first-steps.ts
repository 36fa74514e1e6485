/** One certificate's whole life as commands, for whoever has nothing but --help. A test runs each line. */
export const FIRST_STEPS = `
First steps, from nothing to a revoked certificate. Capitals stand for what a command before has printed; approve shows what
is approved and asks. Each officer would do their part with their own key on their own machine.

  openssl genpkey -algorithm ed25519 -out alice.pem
  openssl genpkey -algorithm ed25519 -out bob.pem
  cartulary init --founder alice=alice.pem --founder bob=bob.pem
  cartulary serve &
  cartulary authority create root --kind root --name "O=Example, CN=Example Root"
  cartulary approve REQUEST --officer alice --key alice.pem
  cartulary approve REQUEST --officer bob --key bob.pem
  cartulary authority create web-ca --kind issuing --parent root --name "O=Example, CN=Example Web CA"
  cartulary approve REQUEST --officer alice --key alice.pem
  cartulary approve REQUEST --officer bob --key bob.pem
  cartulary ocsp responder web-ca --name "O=Example, CN=Example OCSP"
  cartulary approve REQUEST --officer alice --key alice.pem
  cartulary approve REQUEST --officer bob --key bob.pem
  openssl req -new -newkey rsa:3072 -nodes -keyout www.key -subj "/O=Example/CN=www.example.test" \\
    -addext subjectAltName=DNS:www.example.test -out www.csr
  cartulary request submit www.csr --authority web-ca --profile tls-server
  cartulary approve REQUEST --officer alice --key alice.pem
  cartulary approve REQUEST --officer bob --key bob.pem
  cartulary certificate list
  cartulary certificate get ISSUER/SERIAL --out www.pem
  cartulary ocsp query ISSUER/SERIAL
  cartulary --as officer:alice certificate revoke ISSUER/SERIAL --reason keyCompromise
  cartulary ocsp query ISSUER/SERIAL
  cartulary crl fetch web-ca --out web-ca.crl
  cartulary ledger check
  cartulary doctor
`;
