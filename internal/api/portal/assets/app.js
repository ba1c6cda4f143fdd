var F=Object.freeze({prefix:"fluent",shadowRootMode:"open",registry:globalThis.customElements});var pt={submit:"submit",reset:"reset",button:"button"};var wn=`${F.prefix}-button`;var ye=class{constructor(e,r,o=!1){this.evaluate=e,this.policy=r,this.isVolatile=o}};var P;(function(t){t[t.needsArrayObservation=1101]="needsArrayObservation",t[t.onlySetDOMPolicyOnce=1201]="onlySetDOMPolicyOnce",t[t.bindingInnerHTMLRequiresTrustedTypes=1202]="bindingInnerHTMLRequiresTrustedTypes",t[t.twoWayBindingRequiresObservables=1203]="twoWayBindingRequiresObservables",t[t.hostBindingWithoutHost=1204]="hostBindingWithoutHost",t[t.unsupportedBindingBehavior=1205]="unsupportedBindingBehavior",t[t.directCallToHTMLTagNotAllowed=1206]="directCallToHTMLTagNotAllowed",t[t.onlySetTemplatePolicyOnce=1207]="onlySetTemplatePolicyOnce",t[t.cannotSetTemplatePolicyAfterCompilation=1208]="cannotSetTemplatePolicyAfterCompilation",t[t.blockedByDOMPolicy=1209]="blockedByDOMPolicy",t[t.invalidHydrationAttributeMarker=1210]="invalidHydrationAttributeMarker",t[t.duplicateRenderInstruction=1211]="duplicateRenderInstruction",t[t.missingElementDefinition=1401]="missingElementDefinition",t[t.noRegistrationForContext=1501]="noRegistrationForContext",t[t.noFactoryForResolver=1502]="noFactoryForResolver",t[t.invalidResolverStrategy=1503]="invalidResolverStrategy",t[t.cannotAutoregisterDependency=1504]="cannotAutoregisterDependency",t[t.cannotResolveKey=1505]="cannotResolveKey",t[t.cannotConstructNativeFunction=1506]="cannotConstructNativeFunction",t[t.cannotJITRegisterNonConstructor=1507]="cannotJITRegisterNonConstructor",t[t.cannotJITRegisterIntrinsic=1508]="cannotJITRegisterIntrinsic",t[t.cannotJITRegisterInterface=1509]="cannotJITRegisterInterface",t[t.invalidResolver=1510]="invalidResolver",t[t.invalidKey=1511]="invalidKey",t[t.noDefaultResolver=1512]="noDefaultResolver",t[t.cyclicDependency=1513]="cyclicDependency",t[t.connectUpdateRequiresController=1514]="connectUpdateRequiresController"})(P||(P={}));var J=t=>typeof t=="function",_=t=>typeof t=="string",Tn=()=>{};var nl=Object.create(null),w={warn(t,e){},error(t,e){return new Error(`Error ${t}`)},addMessages(t){Object.assign(nl,t)}};var $n=Object.freeze([]);function Ee(){let t=new Map;return Object.freeze({register(e){return t.has(e.type)?!1:(t.set(e.type,e),!0)},getByType(e){return t.get(e)},getForInstance(e){if(e!=null)return t.get(e.constructor)}})}function Jt(){let t=new WeakMap;return function(e){let r=t.get(e);if(r===void 0){let o=Reflect.getPrototypeOf(e);for(;r===void 0&&o!==null;)r=t.get(o),o=Reflect.getPrototypeOf(o);r=r===void 0?[]:r.slice(0),t.set(e,r)}return r}}function M(t){t.prototype.toJSON=Tn}var Qt=class extends ye{createObserver(){return this}bind(e){return this.evaluate(e.source,e.context)}};M(Qt);function Zt(t,e){return new Qt(t,e)}var Oe=class{constructor(e,r){this.sub1=void 0,this.sub2=void 0,this.spillover=void 0,this.subject=e,this.sub1=r}has(e){return this.spillover===void 0?this.sub1===e||this.sub2===e:this.spillover.indexOf(e)!==-1}subscribe(e){let r=this.spillover;if(r===void 0){if(this.has(e))return;if(this.sub1===void 0){this.sub1=e;return}if(this.sub2===void 0){this.sub2=e;return}this.spillover=[this.sub1,this.sub2,e],this.sub1=void 0,this.sub2=void 0}else r.indexOf(e)===-1&&r.push(e)}unsubscribe(e){let r=this.spillover;if(r===void 0)this.sub1===e?this.sub1=void 0:this.sub2===e&&(this.sub2=void 0);else{let o=r.indexOf(e);o!==-1&&r.splice(o,1)}}notify(e){let r=this.spillover,o=this.subject;if(r===void 0){let n=this.sub1,a=this.sub2;n!==void 0&&n.handleChange(o,e),a!==void 0&&a.handleChange(o,e)}else for(let n=0,a=r.length;n<a;++n)r[n].handleChange(o,e)}},ze=class{constructor(e){this.subscribers={},this.subjectSubscribers=null,this.subject=e}notify(e){var r,o;(r=this.subscribers[e])===null||r===void 0||r.notify(e),(o=this.subjectSubscribers)===null||o===void 0||o.notify(e)}subscribe(e,r){var o,n;let a;r?a=(o=this.subscribers[r])!==null&&o!==void 0?o:this.subscribers[r]=new Oe(this.subject):a=(n=this.subjectSubscribers)!==null&&n!==void 0?n:this.subjectSubscribers=new Oe(this.subject),a.subscribe(e)}unsubscribe(e,r){var o,n;r?(o=this.subscribers[r])===null||o===void 0||o.unsubscribe(e):(n=this.subjectSubscribers)===null||n===void 0||n.unsubscribe(e)}};var Q=[],so=[],al=globalThis.requestAnimationFrame,co=!0;function il(){if(so.length)throw so.shift()}function sl(t){try{t.call()}catch(e){if(co)so.push(e),setTimeout(il,0);else throw Q.length=0,e}}function lo(){let e=0;for(;e<Q.length;)if(sl(Q[e]),e++,e>1024){for(let r=0,o=Q.length-e;r<o;r++)Q[r]=Q[r+e];Q.length-=e,e=0}Q.length=0}function Fn(t){Q.push(t),Q.length<2&&(co?al(lo):lo())}var se=Object.freeze({enqueue:Fn,next:()=>new Promise(Fn),process:lo,setMode:t=>co=t});var Se=Object.freeze({unknown:void 0,coupled:1}),B=(()=>{let t=se.enqueue,e=/(:|&&|\|\||if|\?\.)/,r=new WeakMap,o,n=u=>{throw w.error(P.needsArrayObservation)};function a(u){var c;let p=(c=u.$fastController)!==null&&c!==void 0?c:r.get(u);return p===void 0&&(Array.isArray(u)?p=n(u):r.set(u,p=new ze(u))),p}let i=Jt();class l{constructor(c){this.name=c,this.field=`_${c}`,this.callback=`${c}Changed`}getValue(c){return o!==void 0&&o.watch(c,this.name),c[this.field]}setValue(c,p){let f=this.field,b=c[f];if(b!==p){c[f]=p;let x=c[this.callback];J(x)&&x.call(c,b,p),a(c).notify(this.name)}}}class d extends Oe{constructor(c,p,f=!1){super(c,p),this.expression=c,this.isVolatileBinding=f,this.needsRefresh=!0,this.needsQueue=!0,this.isAsync=!0,this.first=this,this.last=null,this.propertySource=void 0,this.propertyName=void 0,this.notifier=void 0,this.next=void 0}setMode(c){this.isAsync=this.needsQueue=c}bind(c){let p=this.observe(c.source,c.context);return!c.isBound&&this.requiresUnbind(c)&&c.onUnbind(this),p}requiresUnbind(c){return c.sourceLifetime!==Se.coupled||this.first!==this.last||this.first.propertySource!==c.source}unbind(c){this.dispose()}observe(c,p){this.needsRefresh&&this.last!==null&&this.dispose();let f=o;o=this.needsRefresh?this:void 0,this.needsRefresh=this.isVolatileBinding;let b;try{b=this.expression(c,p)}finally{o=f}return b}disconnect(){this.dispose()}dispose(){if(this.last!==null){let c=this.first;for(;c!==void 0;)c.notifier.unsubscribe(this,c.propertyName),c=c.next;this.last=null,this.needsRefresh=this.needsQueue=this.isAsync}}watch(c,p){let f=this.last,b=a(c),x=f===null?this.first:{};if(x.propertySource=c,x.propertyName=p,x.notifier=b,b.subscribe(this,p),f!==null){if(!this.needsRefresh){let L;o=void 0,L=f.propertySource[f.propertyName],o=this,c===L&&(this.needsRefresh=!0)}f.next=x}this.last=x}handleChange(){this.needsQueue?(this.needsQueue=!1,t(this)):this.isAsync||this.call()}call(){this.last!==null&&(this.needsQueue=this.isAsync,this.notify(this))}*records(){let c=this.first;for(;c!==void 0;)yield c,c=c.next}}return M(d),Object.freeze({setArrayObserverFactory(u){n=u},getNotifier:a,track(u,c){o&&o.watch(u,c)},trackVolatile(){o&&(o.needsRefresh=!0)},notify(u,c){a(u).notify(c)},defineProperty(u,c){_(c)&&(c=new l(c)),i(u).push(c),Reflect.defineProperty(u,c.name,{enumerable:!0,get(){return c.getValue(this)},set(p){c.setValue(this,p)}})},getAccessors:i,binding(u,c,p=this.isVolatileBinding(u)){return new d(u,c,p)},isVolatileBinding(u){return e.test(u.toString())}})})();function Ve(t,e){B.defineProperty(t,e)}var Cn=(()=>{let t=null;return{get(){return t},set(e){t=e}}})(),le=Object.freeze({default:{index:0,length:0,get event(){return le.getEvent()},eventDetail(){return this.event.detail},eventTarget(){return this.event.target}},getEvent(){return Cn.get()},setEvent(t){Cn.set(t)}});var uo=class extends ye{createObserver(e){return B.binding(this.evaluate,e,this.isVolatile)}};function er(t,e,r=B.isVolatileBinding(t)){return new uo(t,e,r)}var T=Object.freeze({none:0,attribute:1,booleanAttribute:2,property:3,content:4,tokenList:5,event:6}),In=t=>t,ll=globalThis.trustedTypes?globalThis.trustedTypes.createPolicy("fast-html",{createHTML:In}):{createHTML:In},tr=Object.freeze({createHTML(t){return ll.createHTML(t)},protect(t,e,r,o){return o}}),cl=tr,ce=Object.freeze({get policy(){return tr},setPolicy(t){if(tr!==cl)throw w.error(P.onlySetDOMPolicyOnce);tr=t},setAttribute(t,e,r){r==null?t.removeAttribute(e):t.setAttribute(e,r)},setBooleanAttribute(t,e,r){r?t.setAttribute(e,""):t.removeAttribute(e)}});var po="boolean",Hn="reflect",je=Object.freeze({locate:Jt()}),Ln={toView(t){return t?"":null},fromView(t){return!!t}};var ht=class t{constructor(e,r,o=r.toLowerCase(),n=Hn,a){this.guards=new Set,this.Owner=e,this.name=r,this.attribute=o,this.mode=n,this.converter=a,this.fieldName=`_${r}`,this.callbackName=`${r}Changed`,this.hasCallback=this.callbackName in e.prototype,n===po&&a===void 0&&(this.converter=Ln)}setValue(e,r){let o=e[this.fieldName],n=this.converter;n!==void 0&&(r=n.fromView(r)),o!==r&&(e[this.fieldName]=r,this.tryReflectToAttribute(e),this.hasCallback&&e[this.callbackName](o,r),e.$fastController.notify(this.name))}getValue(e){return B.track(e,this.name),e[this.fieldName]}onAttributeChangedCallback(e,r){this.guards.has(e)||(this.guards.add(e),this.mode===po?this.setValue(e,r!==null):this.setValue(e,r),this.guards.delete(e))}tryReflectToAttribute(e){let r=this.mode,o=this.guards;o.has(e)||r==="fromView"||se.enqueue(()=>{o.add(e);let n=e[this.fieldName];switch(r){case Hn:{let a=this.converter;ce.setAttribute(e,this.attribute,a!==void 0?a.toView(n):n);break}case po:ce.setBooleanAttribute(e,this.attribute,n);break}o.delete(e)})}static collect(e,...r){let o=[];r.push(je.locate(e));for(let n=0,a=r.length;n<a;++n){let i=r[n];if(i!==void 0)for(let l=0,d=i.length;l<d;++l){let u=i[l];_(u)?o.push(new t(e,u)):o.push(new t(e,u.property,u.attribute,u.mode,u.converter))}}return o}};function k(t,e){let r;function o(n,a){arguments.length>1&&(r.property=a),je.locate(n.constructor).push(r)}if(arguments.length>1){r={},o(t,e);return}return r=t===void 0?{}:t,o}var ho;function Dn(t){return t.reduce((e,r)=>(r instanceof E?e.push(...Dn(r.styles)):e.push(r),e),[])}var E=class t{get strategy(){return this._strategy===null&&(ho||t.setDefaultStrategy(t.supportsAdoptedStyleSheets?dl():pl()),this.withStrategy(ho)),this._strategy}constructor(e){this.styles=e,this.targets=new WeakSet,this._strategy=null}addStylesTo(e){this.strategy.addStylesTo(e),this.targets.add(e)}removeStylesFrom(e){this.strategy.removeStylesFrom(e),this.targets.delete(e)}isAttachedTo(e){return this.targets.has(e)}withStrategy(e){return this._strategy=new e(Dn(this.styles)),this}static setDefaultStrategy(e){ho=e}static normalize(e){return e===void 0?void 0:Array.isArray(e)?new t(e):e instanceof t?e:new t([e])}};E.supportsAdoptedStyleSheets=Array.isArray(document.adoptedStyleSheets)&&"replace"in CSSStyleSheet.prototype;function dl(){let t=new Map;return class{constructor(r){this.sheets=r.map(o=>{if(o instanceof CSSStyleSheet)return o;let n=t.get(o);return n===void 0&&(n=new CSSStyleSheet,n.replaceSync(o),t.set(o,n)),n})}addStylesTo(r){let o=r;o.adoptedStyleSheets=[...o.adoptedStyleSheets,...this.sheets]}removeStylesFrom(r){let o=r;o.adoptedStyleSheets=o.adoptedStyleSheets.filter(n=>this.sheets.indexOf(n)===-1)}}}var ul=0;function pl(){return class{constructor(e){this.styles=e,this.styleClass=`fast-${++ul}`}addStylesTo(e){let r=e===document?document.body:e;for(let o=0;o<this.styles.length;o++){let n=document.createElement("style");n.innerHTML=this.styles[o],n.className=this.styleClass,r.append(n)}}removeStylesFrom(e){let r=e===document?document.body:e,o=r.querySelectorAll(`.${this.styleClass}`);for(let n=0,a=o.length;n<a;++n)r.removeChild(o[n])}}}var hl={},Rn=new WeakMap,go=Ee(),Ue=Object.freeze({register(t){if(!go.register(t))return!1;let e=Mn(t.registry);return Object.prototype.hasOwnProperty.call(e,t.name)||B.defineProperty(e,t.name),e[t.name]=t.type,!0},getByType:go.getByType,getForInstance:go.getForInstance,whenRegistered:gl});function Mn(t=customElements){if(t===customElements)return hl;let e=Rn.get(t);return e||(e={},Rn.set(t,e)),e}function _n(t){return t===void 0?void 0:Ue.getByType(t)}function gl(t,e=customElements){let r=Mn(e);Object.prototype.hasOwnProperty.call(r,t)||B.defineProperty(r,t);let o=_n(r[t]);return o!==void 0?Promise.resolve(o):new Promise(n=>{let a=B.getNotifier(r),i={handleChange:()=>{let l=_n(r[t]);l!==void 0&&(a.unsubscribe(i,t),n(l))}};a.subscribe(i,t)})}var En={mode:"open"},On={},zn=new Set,or=new WeakMap,rr=new WeakMap,we=new WeakMap,Vn=new WeakMap,fl=new WeakMap;function ml(t){return J(t)}function vl(t){return typeof t?.then=="function"}function jn(t,e){if(rr.delete(t),t.template===void 0&&e!==void 0&&(t.template=e),t.template!==void 0)return we.delete(t),or.delete(t),t.template}function fo(t,e=t.registry,r){if(!r?.length)return;let o=t,n=Vn.get(o);if(!n?.has(e)){n===void 0&&(n=new WeakSet,Vn.set(o,n)),n.add(e);for(let a of r)a(t)}}function nr(t){var e;return(e=fl.get(t))!==null&&e!==void 0?e:null}function mo(t){if(t.template!==void 0)return we.delete(t),t.template;let e=rr.get(t);if(e)return e;let r=or.get(t);if(!r)return;we.delete(t);let o;try{o=r(t)}catch(n){throw we.set(t,n),n}if(vl(o)){let n=Promise.resolve(o).then(a=>jn(t,a)).catch(a=>{throw rr.delete(t),we.set(t,a),a});return rr.set(t,n),n}return jn(t,o)}function bl(t,e){let r=t;if(e===void 0){we.delete(r);return}we.set(r,e)}var X=class t{get isDefined(){return this.platformDefined}constructor(e,r=e.definition){var o;this.platformDefined=!1,_(r)&&(r={name:r}),this.type=e,this.name=r.name,this.registry=(o=r.registry)!==null&&o!==void 0?o:customElements,ml(r.template)?or.set(this,r.template):this.template=r.template;let n=e.prototype,a=ht.collect(e,r.attributes),i=new Array(a.length),l={},d={};for(let u=0,c=a.length;u<c;++u){let p=a[u];i[u]=p.attribute,l[p.name]=p,d[p.attribute]=p,B.defineProperty(n,p)}Reflect.defineProperty(e,"observedAttributes",{value:i,enumerable:!0}),this.attributes=a,this.propertyLookup=l,this.attributeLookup=d,this.shadowOptions=r.shadowOptions===void 0?En:r.shadowOptions===null?void 0:Object.assign(Object.assign({},En),r.shadowOptions),this.elementOptions=r.elementOptions===void 0?On:Object.assign(Object.assign({},On),r.elementOptions),this.styles=E.normalize(r.styles),this.schema=r.schema,Ue.register(this)}define(e=this.registry,r){let o=this.type;if(!e.get(this.name)){if(fo(this,e,r),this.template===void 0&&or.has(this))return Promise.resolve().then(()=>mo(this)).then(n=>{n!==void 0&&!e.get(this.name)&&(this.platformDefined=!0,e.define(this.name,o,this.elementOptions))}).catch(n=>{bl(this,n),B.notify(this,"template")}),this;this.platformDefined=!0,e.define(this.name,o,this.elementOptions)}return this}static compose(e,r){let o=zn.has(e)||Ue.getByType(e)?new t(class extends e{},r):new t(e,r);return Promise.resolve(o)}static registerBaseType(e){zn.add(e)}};X.getByType=Ue.getByType;X.getForInstance=Ue.getForInstance;B.defineProperty(X.prototype,"template");var yl={bubbles:!0,composed:!0,cancelable:!0},vo="isConnected",Gn=new WeakMap,bo=Symbol("fast-late-attribute-observer");function ar(t){var e,r;return(r=(e=t.shadowRoot)!==null&&e!==void 0?e:Gn.get(t))!==null&&r!==void 0?r:null}var Un,O;(function(t){t[t.connecting=0]="connecting",t[t.connected=1]="connected",t[t.disconnecting=2]="disconnecting",t[t.disconnected=3]="disconnected"})(O||(O={}));var ke=class t{get isConnected(){return B.track(this,vo),this.stage===O.connected}get context(){var e,r;return(r=(e=this.view)===null||e===void 0?void 0:e.context)!==null&&r!==void 0?r:le.default}get isBound(){var e,r;return(r=(e=this.view)===null||e===void 0?void 0:e.isBound)!==null&&r!==void 0?r:!1}get sourceLifetime(){var e;return(e=this.view)===null||e===void 0?void 0:e.sourceLifetime}get template(){var e;if(this._template===null){let r=this.definition;this.source.resolveTemplate?this._template=this.source.resolveTemplate():r.template&&(this._template=(e=r.template)!==null&&e!==void 0?e:null)}return this._template}set template(e){this._template!==e&&(this._template=e,this.needsInitialization||this.renderTemplate(e))}get shadowOptions(){return this._shadowRootOptions}set shadowOptions(e){if(this._shadowRootOptions===void 0&&e!==void 0){this._shadowRootOptions=e;let r=this.source.shadowRoot;r?this.hasExistingShadowRoot=!0:(r=this.source.attachShadow(e),e.mode==="closed"&&Gn.set(this.source,r))}}get mainStyles(){var e;if(this._mainStyles===null){let r=this.definition;this.source.resolveStyles?this._mainStyles=this.source.resolveStyles():r.styles&&(this._mainStyles=(e=r.styles)!==null&&e!==void 0?e:null)}return this._mainStyles}set mainStyles(e){this._mainStyles!==e&&(this._mainStyles!==null&&this.removeStyles(this._mainStyles),this._mainStyles=e,this.needsInitialization||this.addStyles(e))}constructor(e,r){this.boundObservables=null,this.needsInitialization=!0,this.hasExistingShadowRoot=!1,this.isPrerendered=new Promise(a=>{this._resolvePrerendered=a}),this.isHydrated=new Promise(a=>{this._resolveHydrated=a}),this._template=null,this.stage=O.disconnected,this.guardBehaviorConnection=!1,this.behaviors=null,this.behaviorsConnected=!1,this._mainStyles=null,this.$fastController=this,this.view=null,this._notifier=new ze(e),this.source=e,this.definition=r,this.shadowOptions=r.shadowOptions;let o=Reflect.getPrototypeOf(e),n=o===null?[]:B.getAccessors(o);if(n.length>0){let a=this.boundObservables=Object.create(null);for(let i=0,l=n.length;i<l;++i){let d=n[i].name,u=e[d];u!==void 0&&(delete e[d],a[d]=u)}Object.keys(a).length===0&&(this.boundObservables=null)}this.captureBoundObservables()}get subject(){return this._notifier.subject}notify(e){this._notifier.notify(e)}subscribe(e,r){this._notifier.subscribe(e,r)}unsubscribe(e,r){this._notifier.unsubscribe(e,r)}onUnbind(e){var r;(r=this.view)===null||r===void 0||r.onUnbind(e)}addBehavior(e){var r,o;let n=(r=this.behaviors)!==null&&r!==void 0?r:this.behaviors=new Map,a=(o=n.get(e))!==null&&o!==void 0?o:0;a===0?(n.set(e,1),e.addedCallback&&e.addedCallback(this),e.connectedCallback&&!this.guardBehaviorConnection&&(this.stage===O.connected||this.stage===O.connecting)&&e.connectedCallback(this)):n.set(e,a+1)}removeBehavior(e,r=!1){let o=this.behaviors;if(o===null)return;let n=o.get(e);n!==void 0&&(n===1||r?(o.delete(e),e.disconnectedCallback&&this.stage!==O.disconnected&&e.disconnectedCallback(this),e.removedCallback&&e.removedCallback(this)):o.set(e,n-1))}addStyles(e){var r;if(!e)return;let o=this.source;e instanceof HTMLElement?((r=ar(o))!==null&&r!==void 0?r:this.source).append(e):e.isAttachedTo(o)||e.addStylesTo(o)}removeStyles(e){var r;if(!e)return;let o=this.source;e instanceof HTMLElement?((r=ar(o))!==null&&r!==void 0?r:o).removeChild(e):e.isAttachedTo(o)&&e.removeStylesFrom(o)}connect(){this.stage===O.disconnected&&(this.stage=O.connecting,this.captureBoundObservables(),this.syncLateAttributes(),this.observeLateAttributes(),this.bindObservables(),this.connectBehaviors(),this.needsInitialization?(this.renderTemplate(this.template),this.addStyles(this.mainStyles),this.needsInitialization=!1):this.view!==null&&this.view.bind(this.source),this.stage=O.connected,B.notify(this,vo))}bindObservables(){if(this.boundObservables!==null){let e=this.source,r=this.boundObservables,o=Object.keys(r);for(let n=0,a=o.length;n<a;++n){let i=o[n];e[i]=r[i]}this.boundObservables=null}}captureBoundObservables(){let e=this.source,r=Object.getOwnPropertyNames(e),o=a=>{let i=Reflect.getPrototypeOf(e);for(;i!==null;){let l=Reflect.getOwnPropertyDescriptor(i,a);if(l?.get||l?.set)return!0;i=Reflect.getPrototypeOf(i)}return!1},n=this.boundObservables;for(let a=0,i=r.length;a<i;++a){let d=r[a];if(!o(d))continue;let u=e[d];if(u===void 0){delete e[d];continue}delete e[d],(n??(n=this.boundObservables=Object.create(null)))[d]=u}}syncLateAttributes(){let e=nr(this.definition);if(e!==null)for(let r of Object.keys(e))this.source.hasAttribute(r)&&this.onAttributeChangedCallback(r,null,this.source.getAttribute(r))}observeLateAttributes(){let e=nr(this.definition);if(e===null)return;let r=this.source;r[bo]===void 0&&(r[bo]=new MutationObserver(o=>{let n=r.$fastController,a=nr(n.definition);if(a!==null)for(let i=0,l=o.length;i<l;++i){let d=o[i].attributeName;d===null||a[d]===void 0||n.onAttributeChangedCallback(d,null,r.getAttribute(d))}}),r[bo].observe(r,{attributes:!0,attributeFilter:Object.keys(e)}))}connectBehaviors(){if(this.behaviorsConnected===!1){let e=this.behaviors;if(e!==null){this.guardBehaviorConnection=!0;for(let r of e.keys())r.connectedCallback&&r.connectedCallback(this);this.guardBehaviorConnection=!1}this.behaviorsConnected=!0}}disconnectBehaviors(){if(this.behaviorsConnected===!0){let e=this.behaviors;if(e!==null)for(let r of e.keys())r.disconnectedCallback&&r.disconnectedCallback(this);this.behaviorsConnected=!1}}disconnect(){this.stage===O.connected&&(this.stage=O.disconnecting,B.notify(this,vo),this.view!==null&&this.view.unbind(),this.disconnectBehaviors(),this.stage=O.disconnected)}onAttributeChangedCallback(e,r,o){let n=this.definition.attributeLookup[e];n!==void 0&&n.onAttributeChangedCallback(this.source,o)}emit(e,r,o){return this.stage===O.connected?this.source.dispatchEvent(new CustomEvent(e,Object.assign(Object.assign({detail:r},yl),o))):!1}renderTemplate(e){var r;let o=this.source,n=(r=ar(o))!==null&&r!==void 0?r:o;if(this.view!==null)this.view.dispose(),this.view=null;else if((!this.needsInitialization||this.hasExistingShadowRoot)&&(!this.hasExistingShadowRoot||!this.needsInitialization))for(let a=n.firstChild;a!==null;a=n.firstChild)n.removeChild(a);if(e){let a=this.hasExistingShadowRoot&&this.needsInitialization,i=!1;a&&t.hydrationHook&&(i=t.hydrationHook(this,e,o,n)),i||this.renderClientSide(e,o,n),this._resolvePrerendered(a),this._resolveHydrated(i)}else this.needsInitialization&&(this._resolvePrerendered(!1),this._resolveHydrated(!1))}renderClientSide(e,r,o){if(this.hasExistingShadowRoot){for(let n=o.firstChild;n!==null;n=o.firstChild)o.removeChild(n);this.hasExistingShadowRoot=!1}this.view=e.render(r,o,r),this.view.sourceLifetime=Se.coupled}static forCustomElement(e,r=!1){let o=e.$fastController;if(o!==void 0&&!r)return o;let n=X.getForInstance(e);if(n===void 0)throw w.error(P.missingElementDefinition);return B.getNotifier(n).subscribe({handleChange:()=>{t.forCustomElement(e,!0),e.$fastController.connect()}},"template"),B.getNotifier(n).subscribe({handleChange:()=>{t.forCustomElement(e,!0),e.$fastController.connect()}},"shadowOptions"),e.$fastController=new Un(e,n)}static setStrategy(e){Un=e}static installHydrationHook(e){t.hydrationHook=e}};ke.hydrationHook=null;M(ke);ke.setStrategy(ke);function ir(t){var e;return"adoptedStyleSheets"in t?t:(e=ar(t))!==null&&e!==void 0?e:t.getRootNode()}var sr=class t{constructor(e){let r=t.styleSheetCache;this.sheets=e.map(o=>{if(o instanceof CSSStyleSheet)return o;let n=r.get(o);return n===void 0&&(n=new CSSStyleSheet,n.replaceSync(o),r.set(o,n)),n})}addStylesTo(e){qn(ir(e),this.sheets)}removeStylesFrom(e){Xn(ir(e),this.sheets)}};sr.styleSheetCache=new Map;var Sl=0,kl=()=>`fast-${++Sl}`;function Wn(t){return t===document?document.body:t}var yo=class{constructor(e){this.styles=e,this.styleClass=kl()}addStylesTo(e){e=Wn(ir(e));let r=this.styles,o=this.styleClass;for(let n=0;n<r.length;n++){let a=document.createElement("style");a.innerHTML=r[n],a.className=o,e.append(a)}}removeStylesFrom(e){e=Wn(ir(e));let r=e.querySelectorAll(`.${this.styleClass}`);for(let o=0,n=r.length;o<n;++o)e.removeChild(r[o])}},qn=(t,e)=>{t.adoptedStyleSheets=[...t.adoptedStyleSheets,...e]},Xn=(t,e)=>{t.adoptedStyleSheets=t.adoptedStyleSheets.filter(r=>e.indexOf(r)===-1)};if(E.supportsAdoptedStyleSheets){try{document.adoptedStyleSheets.push(),document.adoptedStyleSheets.splice(),qn=(t,e)=>{t.adoptedStyleSheets.push(...e)},Xn=(t,e)=>{for(let r of e){let o=t.adoptedStyleSheets.indexOf(r);o!==-1&&t.adoptedStyleSheets.splice(o,1)}}}catch{}E.setDefaultStrategy(sr)}else E.setDefaultStrategy(yo);function Kn(t){let e=class extends t{constructor(){super(),ke.forCustomElement(this)}$emit(r,o,n){return this.$fastController.emit(r,o,n)}connectedCallback(){this.$fastController.connect()}disconnectedCallback(){this.$fastController.disconnect()}attributeChangedCallback(r,o,n){this.$fastController.onAttributeChangedCallback(r,o,n)}};return X.registerBaseType(e),e}function Bl(t){return typeof t?.then=="function"}function xl(t,e,r){return Array.isArray(e)&&(r=e,e=void 0),(J(t)?X.compose(t,e):X.compose(this,t)).then(n=>{fo(n,n.registry,r);let a=mo(n);return Bl(a)?a.then(()=>n.define().type):n.define().type})}function Pl(t){return Kn(t)}var de=Object.assign(Kn(HTMLElement),{from:Pl,define:xl});var So=Ee(),ko=Object.freeze({getForInstance:So.getForInstance,getByType:So.getByType,define(t){return So.register({type:t}),t}});function Yn(t,e){let r=[],o="";for(let n=0,a=t.length-1;n<a;++n){o+=t[n];let i=e[n];ko.getForInstance(i)!==void 0&&(i=i.createCSS()),i instanceof E||i instanceof CSSStyleSheet?(o.trim()!==""&&(r.push(o),o=""),r.push(i)):o+=i}return o+=t[t.length-1],o.trim()!==""&&r.push(o),r}var V=((t,...e)=>new E(Yn(t,e))),lr=class{constructor(e){this.value=e.length===0?"":e.length===1?e[0]:new E(e)}createCSS(){return this.value}};ko.define(lr);V.partial=(t,...e)=>new lr(Yn(t,e));var Bo=`fast-${Math.random().toString(36).substring(2,8)}`,cr=`${Bo}{`,gt=`}${Bo}`,Nl=gt.length,Al=0,ft=()=>`${Bo}-${++Al}`,dr=Object.freeze({interpolation:t=>`${cr}${t}${gt}`,attribute:t=>`${ft()}="${cr}${t}${gt}"`,comment:t=>`<!--${cr}${t}${gt}-->`}),mt=Object.freeze({parse(t,e){let r=t.split(cr);if(r.length===1)return null;let o=[];for(let n=0,a=r.length;n<a;++n){let i=r[n],l=i.indexOf(gt),d;if(l===-1)d=i;else{let u=i.substring(0,l);o.push(e[u]),d=i.substring(l+Nl)}d!==""&&o.push(d)}return o}});var xo=Ee(),D=Object.freeze({getForInstance:xo.getForInstance,getByType:xo.getByType,define(t,e){return e=e||{},e.type=t,xo.register(e),t},assignAspect(t,e){if(!e){t.aspectType=T.content;return}switch(t.sourceAspect=e,e[0]){case":":t.targetAspect=e.substring(1),t.aspectType=t.targetAspect==="classList"?T.tokenList:T.property;break;case"?":t.targetAspect=e.substring(1),t.aspectType=T.booleanAttribute;break;case"@":t.targetAspect=e.substring(1),t.aspectType=T.event;break;default:t.targetAspect=e,t.aspectType=T.attribute;break}}});var Te=class{constructor(e){this.options=e}createHTML(e){return dr.attribute(e(this))}createBehavior(){return this}};M(Te);var ur=class extends Te{get id(){return this._id}set id(e){this._id=e,this._controllerProperty=`${e}-c`}bind(e){let r=e.targets[this.targetNodeId];r[this._controllerProperty]=e,this.updateTarget(e.source,this.computeNodes(r)),this.observe(r),e.onUnbind(this)}unbind(e){let r=e.targets[this.targetNodeId];this.updateTarget(e.source,$n),this.disconnect(r),r[this._controllerProperty]=null}getSource(e){return e[this._controllerProperty].source}updateTarget(e,r){e[this.options.property]=r}computeNodes(e){let r=this.getNodes(e);return"filter"in this.options&&(r=r.filter(this.options.filter)),r}};var Jn=/fe-b\$\$start\$\$(\d+)\$\$(.+)\$\$fe-b/,wl=/fe-b\$\$end\$\$(\d+)\$\$(.+)\$\$fe-b/,Tl=/fe-repeat\$\$start\$\$(\d+)\$\$fe-repeat/,$l=/fe-repeat\$\$end\$\$(\d+)\$\$fe-repeat/,Fl=/^(?:.{0,1000})fe-eb\$\$start\$\$(.+?)\$\$fe-eb/,Cl=/fe-eb\$\$end\$\$(.{0,1000})\$\$fe-eb(?:.{0,1000})$/;function Qn(t){return t&&t.nodeType===Node.COMMENT_NODE}var G=Object.freeze({attributeMarkerName:"data-fe",legacyAttributeMarkerName:"data-fe-b",legacyCompactAttributeMarkerName:"data-fe-c",contentBindingStartMarker(){return"fe:b"},contentBindingEndMarker(){return"fe:/b"},repeatStartMarker(){return"fe:r"},repeatEndMarker(){return"fe:/r"},elementBoundaryStartMarker(){return"fe:e"},elementBoundaryEndMarker(){return"fe:/e"},isContentBindingStartMarker(t){return t==="fe:b"||Jn.test(t)},isContentBindingEndMarker(t){return t==="fe:/b"||wl.test(t)},isRepeatViewStartMarker(t){return t==="fe:r"||Tl.test(t)},isRepeatViewEndMarker(t){return t==="fe:/r"||$l.test(t)},isElementBoundaryStartMarker(t){return Qn(t)&&(t.data==="fe:e"||Fl.test(t.data))},isElementBoundaryEndMarker(t){return Qn(t)&&(t.data==="fe:/e"||Cl.test(t.data))},parseAttributeBindingCount(t){let e=t.getAttribute(this.attributeMarkerName);if(e===null)return null;let r=e.trim();if(!/^\d+$/.test(r))throw w.error(P.invalidHydrationAttributeMarker,{value:e});let o=parseInt(r,10);if(o<1)throw w.error(P.invalidHydrationAttributeMarker,{value:e});return o},parseLegacyAttributeBindingIndices(t){let e=[],r=t.getAttribute(this.legacyAttributeMarkerName);if(r!==null)for(let a of r.trim().split(/\s+/)){if(a==="")continue;let i=Number(a);if(!Number.isInteger(i)||i<0)throw w.error(P.invalidHydrationAttributeMarker,{value:r});e.push(i)}let o=`${this.legacyAttributeMarkerName}-`,n=`${this.legacyCompactAttributeMarkerName}-`;for(let a of t.getAttributeNames())if(a.startsWith(o)){let i=Number(a.slice(o.length));if(!Number.isInteger(i)||i<0)throw w.error(P.invalidHydrationAttributeMarker,{value:a});e.push(i)}else if(a.startsWith(n)){let[i,l]=a.slice(n.length).split("-").map(d=>Number(d));if(!Number.isInteger(i)||!Number.isInteger(l)||i<0||l<1)throw w.error(P.invalidHydrationAttributeMarker,{value:a});for(let d=0;d<l;d++)e.push(i+d)}return e.length===0?null:e},removeLegacyAttributeBindingMarkers(t){t.removeAttribute(this.legacyAttributeMarkerName);for(let e of t.getAttributeNames())(e.startsWith(`${this.legacyAttributeMarkerName}-`)||e.startsWith(`${this.legacyCompactAttributeMarkerName}-`))&&t.removeAttribute(e)},parseLegacyContentBindingStartIndex(t){return Il(Jn,t)}});function Il(t,e){let r=t.exec(e);return r===null?null:Number(r[1])}var vt=Symbol.for("fe-hydration");function pr(t){return t[vt]===vt}var Zn="unknown";function ea(t,e){let r=e?`: ${e}`:"";return`Hydration mismatch in <${t}>${r}. Install hydrationDebugger() from "@microsoft/fast-element/hydration.js" and pass it as enableHydration({ debugger: hydrationDebugger() }) for an "Expected / Received" report including the SSR HTML snippet.`}var ta="content following `<!--fe:b-->` content binding marker",ra="matching `<!--fe:/b-->` content binding close marker",oa="matching `<!--fe:/e-->` element boundary close marker";function Po(t){return`no more attribute bindings (template defines ${t})`}function na(t){return`no more content bindings (template defines ${t})`}function aa(t,e){let r=(t??Zn).toLowerCase();return ea(r,e)}var Hl={formatBindingMismatch(t,e,r,o){return{message:aa(o,void 0)}},formatStructuralError(t,e,r){return{message:aa(e,r)}}},Ll=Hl;function ue(){return Ll}function pe(t){var e;return t?(e=t.getRootNode().host)===null||e===void 0?void 0:e.nodeName:void 0}var Z=class extends Error{constructor(e,r,o,n,a){super(e),this.factories=r,this.node=o,this.expected=n,this.received=a}};function No(t){return t.nodeType===Node.COMMENT_NODE}function ia(t){return t.nodeType===Node.TEXT_NODE}function Ao(t,e){let r=document.createRange();return r.setStart(t,0),r.setEnd(e,No(e)||ia(e)?e.data.length:e.childNodes.length),r}function sa(t,e,r){let o=Ao(t,e),n=o.commonAncestorContainer,a=document.createTreeWalker(n,NodeFilter.SHOW_ELEMENT+NodeFilter.SHOW_COMMENT+NodeFilter.SHOW_TEXT,{acceptNode(p){return o.comparePoint(p,0)===0?NodeFilter.FILTER_ACCEPT:NodeFilter.FILTER_REJECT}}),i={},l={},d=_l(r),u=d,c=a.currentNode=t;for(;c!==null;){switch(c.nodeType){case Node.ELEMENT_NODE:{let p=c,f=G.parseLegacyAttributeBindingIndices(p);if(f!==null){for(let x of f){let L=x+d,be=r[L];if(!be){let ut=Po(r.length),io=ue().formatStructuralError(c,pe(c),ut);throw new Z(io.message,r,p,io.expected,io.received)}We(be,c,i),u=Math.max(u,L+1)}G.removeLegacyAttributeBindingMarkers(p);break}let b=G.parseAttributeBindingCount(p);if(b!==null){for(let x=0;x<b;x++){let L=r[u++];if(!L){let be=Po(r.length),ut=ue().formatStructuralError(c,pe(c),be);throw new Z(ut.message,r,c,ut.expected,ut.received)}We(L,c,i)}p.removeAttribute(G.attributeMarkerName)}break}case Node.COMMENT_NODE:{let p=c.data;if(G.isElementBoundaryStartMarker(c))c.data="",Rl(a,r,c);else if(G.isContentBindingStartMarker(p)){let f=G.parseLegacyContentBindingStartIndex(p),b=f===null?u++:f+d,x=r[b];if(u=Math.max(u,b+1),!x){let L=na(r.length),be=ue().formatStructuralError(c,pe(c),L);throw new Z(be.message,r,c,be.expected,be.received)}Dl(c,a,x,r,i,l)}break}}c=a.nextNode()}return o.detach(),{targets:i,boundaries:l}}function Dl(t,e,r,o,n,a){let i=[],l=e.nextSibling();if(t.data="",l===null){let c=ta,p=ue().formatStructuralError(t,pe(t),c);throw new Z(p.message,o,t,p.expected,p.received)}let d=l,u=0;for(;l!==null;){if(No(l)){if(G.isContentBindingStartMarker(l.data))u++;else if(G.isContentBindingEndMarker(l.data)){if(u===0)break;u--}}i.push(l),l=e.nextSibling()}if(l===null){let c=ra,p=ue().formatStructuralError(t,pe(t),c);throw new Z(p.message,o,t,p.expected,p.received)}if(l.data="",i.length===1&&ia(i[0]))We(r,i[0],n);else{l!==d&&l.previousSibling!==null&&(a[r.targetNodeId]={first:d,last:l.previousSibling});let c=l.parentNode.insertBefore(document.createTextNode(""),l);We(r,c,n)}}function Rl(t,e,r){let o=0,n=t.nextSibling();for(;n!==null;){if(No(n)){if(G.isElementBoundaryStartMarker(n))n.data="",o++;else if(G.isElementBoundaryEndMarker(n)){if(o===0){n.data="";return}n.data="",o--}}n=t.nextSibling()}let a=oa,i=ue().formatStructuralError(r,pe(r),a);throw new Z(i.message,e,r,i.expected,i.received)}function _l(t){let e=0;for(let r=0,o=t.length;r<o&&t[r].targetNodeId==="h";++r)e++;return e}function We(t,e,r){if(t.targetNodeId===void 0)throw new Error("Factory could not be target to the node");r[t.targetNodeId]=e}function Ge(t,e){let r=t.parentNode,o=t,n;for(;o!==e;){if(n=o.nextSibling,!n)throw new Error(`Unmatched first/last child inside "${e.getRootNode().host.nodeName}".`);r.removeChild(o),o=n}r.removeChild(e)}var bt=class{constructor(){this.index=0,this.length=0}get event(){return le.getEvent()}get isEven(){return this.index%2===0}get isOdd(){return this.index%2!==0}get isFirst(){return this.index===0}get isInMiddle(){return!this.isFirst&&!this.isLast}get isLast(){return this.index===this.length-1}eventDetail(){return this.event.detail}eventTarget(){return this.event.target}},$e=class extends bt{constructor(e,r,o){super(),this.fragment=e,this.factories=r,this.targets=o,this.behaviors=null,this.unbindables=[],this.source=null,this.isBound=!1,this.sourceLifetime=Se.unknown,this._skipAttrUpdates=!1,this.isPrerendered=Promise.resolve(!1),this.isHydrated=Promise.resolve(!1),this.context=this,this.firstChild=e.firstChild,this.lastChild=e.lastChild}appendTo(e){e.appendChild(this.fragment)}insertBefore(e){if(this.fragment.hasChildNodes())e.parentNode.insertBefore(this.fragment,e);else{let r=this.lastChild;if(e.previousSibling===r)return;let o=e.parentNode,n=this.firstChild,a;for(;n!==r;)a=n.nextSibling,o.insertBefore(n,e),n=a;o.insertBefore(r,e)}}remove(){let e=this.fragment,r=this.lastChild,o=this.firstChild,n;for(;o!==r;)n=o.nextSibling,e.appendChild(o),o=n;e.appendChild(r)}dispose(){Ge(this.firstChild,this.lastChild),this.unbind()}onUnbind(e){this.unbindables.push(e)}bind(e,r=this){if(this.source===e&&this.context===r)return;let o=this.behaviors;if(o===null){this.source=e,this.context=r,this.behaviors=o=new Array(this.factories.length);let n=this.factories;for(let a=0,i=n.length;a<i;++a){let l=n[a].createBehavior();l.bind(this),o[a]=l}}else{this.source!==null&&this.evaluateUnbindables(),this.isBound=!1,this.source=e,this.context=r;for(let n=0,a=o.length;n<a;++n)o[n].bind(this)}this.isBound=!0}unbind(){!this.isBound||this.source===null||(this.evaluateUnbindables(),this.source=null,this.context=this,this.isBound=!1)}evaluateUnbindables(){let e=this.unbindables;for(let r=0,o=e.length;r<o;++r)e[r].unbind(this);e.length=0}static disposeContiguousBatch(e){if(e.length!==0){Ge(e[0].firstChild,e[e.length-1].lastChild);for(let r=0,o=e.length;r<o;++r)e[r].unbind()}}};M($e);B.defineProperty($e.prototype,"index");B.defineProperty($e.prototype,"length");var la,Fe={unhydrated:"unhydrated",hydrating:"hydrating",hydrated:"hydrated"},wo=class extends Error{constructor(e,r,o,n,a,i){super(e),this.factory=r,this.fragment=o,this.templateString=n,this.expected=a,this.received=i}},To=class extends bt{get hydrationStage(){return this._hydrationStage}get targets(){return this._targets}get bindingViewBoundaries(){return this._bindingViewBoundaries}constructor(e,r,o,n){super(),this.firstChild=e,this.lastChild=r,this.sourceTemplate=o,this.hostBindingTarget=n,this[la]=vt,this.context=this,this.source=null,this.isBound=!1,this.sourceLifetime=Se.unknown,this.unbindables=[],this.fragment=null,this.behaviors=null,this._hydrationStage=Fe.unhydrated,this._bindingViewBoundaries={},this._targets={},this.factories=o.compile().factories}insertBefore(e){if(this.fragment!==null)if(this.fragment.hasChildNodes())e.parentNode.insertBefore(this.fragment,e);else{let r=this.lastChild;if(e.previousSibling===r)return;let o=e.parentNode,n=this.firstChild,a;for(;n!==r;)a=n.nextSibling,o.insertBefore(n,e),n=a;o.insertBefore(r,e)}}appendTo(e){this.fragment!==null&&e.appendChild(this.fragment)}remove(){let e=this.fragment||(this.fragment=document.createDocumentFragment()),r=this.lastChild,o=this.firstChild,n;for(;o!==r;){if(n=o.nextSibling,!n)throw new Error(`Unmatched first/last child inside "${r.getRootNode().host.nodeName}".`);e.appendChild(o),o=n}e.appendChild(r)}bind(e,r=this){if(this.source===e&&this.context===r)return;this.hydrationStage!==Fe.hydrated&&(this._hydrationStage=Fe.hydrating);let o=this.behaviors;if(o===null){this.source=e,this.context=r;try{let{targets:a,boundaries:i}=sa(this.firstChild,this.lastChild,this.factories);this._targets=a,this._bindingViewBoundaries=i}catch(a){if(a instanceof Z){let i=this.sourceTemplate.html;typeof i!="string"&&(i=i.innerHTML),a.templateString=i}throw a}this.behaviors=o=new Array(this.factories.length);let n=this.factories;for(let a=0,i=n.length;a<i;++a){let l=n[a];if(l.targetNodeId==="h"&&this.hostBindingTarget&&We(l,this.hostBindingTarget,this._targets),l.targetNodeId in this.targets){let d=l.createBehavior();d.bind(this),o[a]=d}else{let d=this.sourceTemplate.html;typeof d!="string"&&(d=d.innerHTML);let u=Ao(this.firstChild,this.lastChild).cloneContents(),c=ue().formatBindingMismatch(l,this.firstChild,this.lastChild,pe(this.firstChild));throw new wo(c.message,l,u,d,c.expected,c.received)}}}else{this.source!==null&&this.evaluateUnbindables(),this.isBound=!1,this.source=e,this.context=r;for(let n=0,a=o.length;n<a;++n)o[n].bind(this)}this.isBound=!0,this._hydrationStage=Fe.hydrated}unbind(){!this.isBound||this.source===null||(this.evaluateUnbindables(),this.source=null,this.context=this,this.isBound=!1)}dispose(){Ge(this.firstChild,this.lastChild),this.unbind()}onUnbind(e){this.unbindables.push(e)}evaluateUnbindables(){let e=this.unbindables;for(let r=0,o=e.length;r<o;++r)e[r].unbind(this);e.length=0}};la=vt;M(To);function Ml(t){return t.create!==void 0}function El(t,e,r,o){if(r==null&&(r=""),Ml(r)){t.textContent="";let n=t.$fastView;if(n===void 0)if(pr(o)&&pr(r)&&o.bindingViewBoundaries[this.targetNodeId]!==void 0&&o.hydrationStage!==Fe.hydrated){let a=o.bindingViewBoundaries[this.targetNodeId];n=r.hydrate(a.first,a.last)}else n=r.create();else t.$fastTemplate!==r&&(n.isComposed&&(n.remove(),n.unbind()),n=r.create());n.isComposed?n.needsBindOnly&&(n.needsBindOnly=!1,n.bind(o.source,o.context)):(n.isComposed=!0,n.bind(o.source,o.context),n.insertBefore(t),t.$fastView=n,t.$fastTemplate=r)}else{let n=t.$fastView;if(n!==void 0&&n.isComposed&&(n.isComposed=!1,n.remove(),n.needsBindOnly?n.needsBindOnly=!1:n.unbind()),n===void 0&&pr(o)&&o.hydrationStage!==Fe.hydrated){let a=o.bindingViewBoundaries[this.targetNodeId];a!==void 0&&(Ge(a.first,a.last),delete o.bindingViewBoundaries[this.targetNodeId])}t.textContent=r}}function Ol(t,e,r){var o;let n=`${this.id}-t`,a=(o=t[n])!==null&&o!==void 0?o:t[n]={v:0,cv:Object.create(null)},i=a.cv,l=a.v,d=t[e];if(r!=null&&r.length){let u=r.split(/\s+/);for(let c=0,p=u.length;c<p;++c){let f=u[c];f!==""&&(i[f]=l,d.add(f))}}if(a.v=l+1,l!==0){l-=1;for(let u in i)i[u]===l&&d.remove(u)}}var zl={[T.attribute]:ce.setAttribute,[T.booleanAttribute]:ce.setBooleanAttribute,[T.property]:(t,e,r)=>t[e]=r,[T.content]:El,[T.tokenList]:Ol,[T.event]:()=>{}},ee=class{constructor(e){this.updateTarget=null,this.aspectType=T.content,this.dataBinding=e}createHTML(e){return dr.interpolation(e(this))}createBehavior(){var e;if(this.updateTarget===null){let r=zl[this.aspectType],o=(e=this.dataBinding.policy)!==null&&e!==void 0?e:this.policy;if(!r)throw w.error(P.unsupportedBindingBehavior);this.data=`${this.id}-d`,this.updateTarget=o.protect(this.targetTagName,this.aspectType,this.targetAspect,r)}return this}bind(e){var r;let o=e.targets[this.targetNodeId];switch(this.aspectType){case T.event:o[this.data]=e,o.addEventListener(this.targetAspect,this,this.dataBinding.options);break;case T.content:e.onUnbind(this);default:{let n=(r=o[this.data])!==null&&r!==void 0?r:o[this.data]=this.dataBinding.createObserver(this,this);n.target=o,n.controller=e;let a=n.bind(e);if(e._skipAttrUpdates&&(this.aspectType===T.attribute||this.aspectType===T.booleanAttribute))break;this.updateTarget(o,this.targetAspect,a,e);break}}}unbind(e){let o=e.targets[this.targetNodeId].$fastView;o!==void 0&&o.isComposed&&(o.unbind(),o.needsBindOnly=!0)}handleEvent(e){let r=e.currentTarget[this.data];if(r.isBound){le.setEvent(e);let o=this.dataBinding.evaluate(r.source,r.context);le.setEvent(null),o!==!0&&e.preventDefault()}}handleChange(e,r){let o=r.controller;if(!o.isBound)return;let n=r.target;this.updateTarget(n,this.targetAspect,r.bind(o),o)}};D.define(ee,{aspected:!0});var pa=(t,e)=>`${t}.${e}`,ca={},te={index:0,node:null};function da(t){t.startsWith("fast-")||w.warn(P.hostBindingWithoutHost,{name:t})}var Vl=new Proxy(document.createElement("div"),{get(t,e){da(e);let r=Reflect.get(t,e);return J(r)?r.bind(t):r},set(t,e,r){return da(e),Reflect.set(t,e,r)}}),$o=class{constructor(e,r,o){this.fragment=e,this.directives=r,this.policy=o,this.proto=null,this.nodeIds=new Set,this.descriptors={},this.factories=[]}addFactory(e,r,o,n,a){var i,l;this.nodeIds.has(o)||(this.nodeIds.add(o),this.addTargetDescriptor(r,o,n)),e.id=(i=e.id)!==null&&i!==void 0?i:ft(),e.targetNodeId=o,e.targetTagName=a,e.policy=(l=e.policy)!==null&&l!==void 0?l:this.policy,this.factories.push(e)}freeze(){return this.proto=Object.create(null,this.descriptors),this}addTargetDescriptor(e,r,o){let n=this.descriptors;if(r==="r"||r==="h"||n[r])return;if(!n[e]){let i=e.lastIndexOf("."),l=e.substring(0,i),d=parseInt(e.substring(i+1),10);this.addTargetDescriptor(l,e,d)}let a=ca[r];if(!a){let i=`_${r}`;ca[r]=a={get(){var l;return(l=this[i])!==null&&l!==void 0?l:this[i]=this[e].childNodes[o]}}}n[r]=a}createView(e){let r=this.fragment.cloneNode(!0),o=Object.create(this.proto);o.r=r,o.h=e??Vl;for(let n of this.nodeIds)Reflect.get(o,n);return new $e(r,this.factories,o)}};function ha(t,e,r,o,n,a=!1){let i=r.attributes,l=t.directives;for(let d=0,u=i.length;d<u;++d){let c=i[d],p=c.value,f=mt.parse(p,l),b=null;f===null?a&&(b=new ee(Zt(()=>p,t.policy)),D.assignAspect(b,c.name)):b=hr.aggregate(f,t.policy),b!==null&&(r.removeAttributeNode(c),d--,u--,t.addFactory(b,e,o,n,r.tagName))}}function jl(t,e,r,o,n){let a=mt.parse(e.textContent,t.directives);if(a===null)return te.node=e.nextSibling,te.index=n+1,te;let i,l=i=e;for(let d=0,u=a.length;d<u;++d){let c=a[d];d!==0&&(n++,o=pa(r,n),i=l.parentNode.insertBefore(document.createTextNode(""),l.nextSibling)),_(c)?i.textContent=c:(i.textContent=" ",D.assignAspect(c),t.addFactory(c,r,o,n,null)),l=i}return te.index=n+1,te.node=l.nextSibling,te}function ga(t,e,r){let o=0,n=e.firstChild;for(;n;){let a=Ul(t,r,n,o);n=a.node,o=a.index}}function Ul(t,e,r,o){let n=pa(e,o);switch(r.nodeType){case 1:ha(t,e,r,n,o),ga(t,r,n);break;case 3:return jl(t,r,e,n,o);case 8:{let a=mt.parse(r.data,t.directives);a!==null&&t.addFactory(hr.aggregate(a),e,n,o,null);break}}return te.index=o+1,te.node=r.nextSibling,te}function Wl(t,e){return t&&t.nodeType===8&&mt.parse(t.data,e)!==null}var ua="TEMPLATE",hr={compile(t,e,r=ce.policy){let o;if(_(t)){o=document.createElement(ua),o.innerHTML=r.createHTML(t);let i=o.content.firstElementChild;i!==null&&i.tagName===ua&&(o=i)}else o=t;!o.content.firstChild&&!o.content.lastChild&&o.content.appendChild(document.createComment(""));let n=document.adoptNode(o.content),a=new $o(n,e,r);return ha(a,"",o,"h",0,!0),(Wl(n.firstChild,e)||n.childNodes.length===1&&Object.keys(e).length>0)&&n.insertBefore(document.createComment(""),n.firstChild),ga(a,n,"r"),te.node=null,a.freeze()},setDefaultStrategy(t){this.compile=t},aggregate(t,e=ce.policy){if(t.length===1)return t[0];let r,o=!1,n,a=t.length,i=t.map(u=>_(u)?()=>u:(r=u.sourceAspect||r,o=o||u.dataBinding.isVolatile,n=n||u.dataBinding.policy,u.dataBinding.evaluate)),l=(u,c)=>{let p="";for(let f=0;f<a;++f)p+=i[f](u,c);return p},d=new ee(er(l,n??e,o));return D.assignAspect(d,r),d}};var yt=class extends Te{bind(e){e.source[this.options]=e.targets[this.targetNodeId]}};D.define(yt);var gr=t=>new yt(t);var Gl=/([ \x09\x0a\x0c\x0d])([^\0-\x1F\x7F-\x9F "'>=/]+)([ \x09\x0a\x0c\x0d]*=[ \x09\x0a\x0c\x0d]*(?:[^ \x09\x0a\x0c\x0d"'`<>=]*|"[^"]*|'[^']*))$/,ql=Object.create(null),K=class{constructor(e,r=ql){this.html=e,this.factories=r}createHTML(e){let r=this.factories;for(let o in r)e(r[o]);return this.html}};K.empty=new K("");D.define(K);function Xl(t,e,r,o=D.getForInstance(t)){if(o.aspected){let n=Gl.exec(e);n!==null&&D.assignAspect(t,n[2])}return t.createHTML(r)}var St=class t{constructor(e,r={},o){this.policy=o,this.result=null,this.html=e,this.factories=r}compile(){return this.result===null&&(this.result=hr.compile(this.html,this.factories,this.policy)),this.result}inline(){return new K(_(this.html)?this.html:this.html.innerHTML,this.factories)}withPolicy(e){if(this.result)throw w.error(P.cannotSetTemplatePolicyAfterCompilation);if(this.policy)throw w.error(P.onlySetTemplatePolicyOnce);return this.policy=e,this}render(e,r,o){let n=this.create(o);return n.bind(e),n.appendTo(r),n}create(e){return this.compile().createView(e)}static create(e,r,o){let n="",a=Object.create(null),i=l=>{var d;let u=(d=l.id)!==null&&d!==void 0?d:l.id=ft();return a[u]=l,u};for(let l=0,d=e.length-1;l<d;++l){let u=e[l],c=r[l],p;if(n+=u,J(c))c=new ee(er(c));else if(c instanceof ye)c=new ee(c);else if(!(p=D.getForInstance(c))){let f=c;c=new ee(Zt(()=>f))}n+=Xl(c,u,i,p)}return new t(n+e[e.length-1],a,o)}};M(St);var j=((t,...e)=>{if(Array.isArray(t)&&Array.isArray(t.raw))return St.create(t,e);throw w.error(P.directCallToHTMLTagNotAllowed)});j.partial=t=>new K(t);var fa="slotchange",kt=class extends ur{observe(e){e.addEventListener(fa,this)}disconnect(e){e.removeEventListener(fa,this)}getNodes(e){return e.assignedNodes(this.options)}handleEvent(e){let r=e.currentTarget;this.updateTarget(this.getSource(r),this.computeNodes(r))}};D.define(kt);function Bt(t){return _(t)&&(t={property:t}),new kt(t)}var Kl=":host([hidden]){display:none}";function Be(t){return`${Kl}:host{display:${t}}`}var qe="var(--colorNeutralForeground1)",fr="var(--colorNeutralForeground1Hover)",ma="var(--colorNeutralForeground1Pressed)";var Ce="var(--colorNeutralForeground2)",va="var(--colorNeutralForeground2Hover)",ba="var(--colorNeutralForeground2Pressed)";var Fo="var(--colorNeutralForeground2BrandHover)",Co="var(--colorNeutralForeground2BrandPressed)";var U="var(--colorNeutralForegroundDisabled)";var ya="var(--colorCompoundBrandForeground1Hover)";var mr="var(--colorNeutralForegroundOnBrand)";var Sa="var(--colorNeutralBackground1)",ka="var(--colorNeutralBackground1Hover)",Ba="var(--colorNeutralBackground1Pressed)";var xa="var(--colorSubtleBackground)",vr="var(--colorSubtleBackgroundHover)",xt="var(--colorSubtleBackgroundPressed)";var Xe="var(--colorTransparentBackground)",Io="var(--colorTransparentBackgroundHover)",Ho="var(--colorTransparentBackgroundPressed)";var Pa="var(--colorNeutralBackgroundDisabled)";var Na="var(--colorBrandBackground)",Aa="var(--colorBrandBackgroundHover)",wa="var(--colorBrandBackgroundPressed)";var Ta="var(--colorNeutralStroke1)",Pt="var(--colorNeutralStroke1Hover)",$a="var(--colorNeutralStroke1Pressed)";var Fa="var(--colorNeutralStrokeOnBrand2)";var Ca="var(--colorBrandStroke1)",Ia="var(--colorBrandStroke2)";var br="var(--colorCompoundBrandStroke)";var Ha="var(--colorNeutralStrokeDisabled)";var Lo="var(--colorTransparentStroke)";var La="var(--colorStrokeFocus1)",Nt="var(--colorStrokeFocus2)";var Da="var(--borderRadiusNone)",yr="var(--borderRadiusSmall)",Sr="var(--borderRadiusMedium)",Ra="var(--borderRadiusLarge)";var xe="var(--borderRadiusCircular)",kr="var(--fontFamilyBase)";var _a="var(--fontSizeBase200)",Ke="var(--fontSizeBase300)",Br="var(--fontSizeBase400)";var Ma="var(--fontWeightRegular)";var At="var(--fontWeightSemibold)";var Ea="var(--lineHeightBase200)",Ie="var(--lineHeightBase300)",xr="var(--lineHeightBase400)";var Oa="var(--shadow2)",za="var(--shadow4)";var Va="var(--strokeWidthThin)",Ye="var(--strokeWidthThick)",q="var(--strokeWidthThicker)",ja="var(--strokeWidthThickest)";var Ua="var(--spacingHorizontalXS)",Pr="var(--spacingHorizontalSNudge)",Wa="var(--spacingHorizontalS)",He="var(--spacingHorizontalMNudge)",Je="var(--spacingHorizontalM)",Ga="var(--spacingHorizontalL)";var qa="var(--spacingVerticalXXS)";var Do="var(--spacingVerticalSNudge)",Nr="var(--spacingVerticalS)",Xa="var(--spacingVerticalMNudge)";var Ka="var(--spacingVerticalL)";var Ya="var(--durationFaster)";var Ja="var(--durationSlow)";var Qa="var(--curveDecelerateMax)";var Ar="var(--curveEasyEase)";var Yl=V`
  ${Be("inline-flex")}

  :host {
    --icon-spacing: ${Pr};
    position: relative;
    contain: layout style;
    vertical-align: middle;
    align-items: center;
    box-sizing: border-box;
    justify-content: center;
    text-align: center;
    text-decoration-line: none;
    margin: 0;
    min-height: 32px;
    outline-style: none;
    background-color: ${Sa};
    color: ${qe};
    border: ${Va} solid ${Ta};
    padding: 0 ${Je};
    min-width: 96px;
    border-radius: ${Sr};
    font-size: ${Ke};
    font-family: ${kr};
    font-weight: ${At};
    line-height: ${Ie};
    transition-duration: ${Ya};
    transition-property: background, border, color;
    transition-timing-function: ${Ar};
    cursor: pointer;
    user-select: none;
  }

  .content {
    display: inherit;
  }

  :host(:hover) {
    background-color: ${ka};
    color: ${fr};
    border-color: ${Pt};
  }

  :host(:hover:active) {
    background-color: ${Ba};
    border-color: ${$a};
    color: ${ma};
    outline-style: none;
  }

  :host(:focus-visible) {
    border-color: ${Lo};
    outline: ${Ye} solid ${Lo};
    box-shadow: ${za}, 0 0 0 2px ${Nt};
  }

  @media screen and (prefers-reduced-motion: reduce) {
    :host {
      transition-duration: 0.01ms;
    }
  }

  ::slotted(svg) {
    font-size: 20px;
    height: 20px;
    width: 20px;
    fill: currentColor;
  }

  ::slotted([slot='start']) {
    margin-inline-end: var(--icon-spacing);
  }

  ::slotted([slot='end']),
  [slot='end'] {
    flex-shrink: 0;
    margin-inline-start: var(--icon-spacing);
  }

  :host([icon-only]) {
    min-width: 32px;
    max-width: 32px;
  }

  :host([size='small']) {
    --icon-spacing: ${Ua};
    min-height: 24px;
    min-width: 64px;
    padding: 0 ${Wa};
    border-radius: ${yr};
    font-size: ${_a};
    line-height: ${Ea};
    font-weight: ${Ma};
  }

  :host([size='small'][icon-only]) {
    min-width: 24px;
    max-width: 24px;
  }

  :host([size='large']) {
    min-height: 40px;
    border-radius: ${Ra};
    padding: 0 ${Ga};
    font-size: ${Br};
    line-height: ${xr};
  }

  :host([size='large'][icon-only]) {
    min-width: 40px;
    max-width: 40px;
  }

  :host([size='large']) ::slotted(svg) {
    font-size: 24px;
    height: 24px;
    width: 24px;
  }

  :host(:is([shape='circular'], [shape='circular']:focus-visible)) {
    border-radius: ${xe};
  }

  :host(:is([shape='square'], [shape='square']:focus-visible)) {
    border-radius: ${Da};
  }

  :host([appearance='primary']) {
    background-color: ${Na};
    color: ${mr};
    border-color: transparent;
  }

  :host([appearance='primary']:hover) {
    background-color: ${Aa};
  }

  :host([appearance='primary']:is(:hover, :hover:active):not(:focus-visible)) {
    border-color: transparent;
  }

  :host([appearance='primary']:is(:hover, :hover:active)) {
    color: ${mr};
  }

  :host([appearance='primary']:hover:active) {
    background-color: ${wa};
  }

  :host([appearance='primary']:focus-visible) {
    border-color: ${mr};
    box-shadow: ${Oa}, 0 0 0 2px ${Nt};
  }

  :host([appearance='outline']) {
    background-color: ${Xe};
  }

  :host([appearance='outline']:hover) {
    background-color: ${Io};
  }

  :host([appearance='outline']:hover:active) {
    background-color: ${Ho};
  }

  :host([appearance='subtle']) {
    background-color: ${xa};
    color: ${Ce};
    border-color: transparent;
  }

  :host([appearance='subtle']:hover) {
    background-color: ${vr};
    color: ${va};
    border-color: transparent;
  }

  :host([appearance='subtle']:hover:active) {
    background-color: ${xt};
    color: ${ba};
    border-color: transparent;
  }

  :host([appearance='subtle']:hover) ::slotted(svg) {
    fill: ${Fo};
  }

  :host([appearance='subtle']:hover:active) ::slotted(svg) {
    fill: ${Co};
  }

  :host([appearance='transparent']) {
    background-color: ${Xe};
    color: ${Ce};
  }

  :host([appearance='transparent']:hover) {
    background-color: ${Io};
    color: ${Fo};
  }

  :host([appearance='transparent']:hover:active) {
    background-color: ${Ho};
    color: ${Co};
  }

  :host(:is([appearance='transparent'], [appearance='transparent']:is(:hover, :active))) {
    border-color: transparent;
  }
`,Za=V`
  ${Yl}

  :host(:is(:disabled, [disabled], [disabled-focusable], [appearance]:disabled, [appearance][disabled], [appearance][disabled-focusable])),
  :host(:is(:disabled, [disabled], [disabled-focusable], [appearance]:disabled, [appearance][disabled], [appearance][disabled-focusable]):hover),
  :host(:is(:disabled, [disabled], [disabled-focusable], [appearance]:disabled, [appearance][disabled], [appearance][disabled-focusable]):hover:active) {
    background-color: ${Pa};
    border-color: ${Ha};
    color: ${U};
    cursor: not-allowed;
  }

  :host([appearance='primary']:is(:disabled, [disabled], [disabled-focusable])),
  :host([appearance='primary']:is(:disabled, [disabled], [disabled-focusable]):is(:hover, :hover:active)) {
    border-color: transparent;
  }

  :host([appearance='outline']:is(:disabled, [disabled], [disabled-focusable])),
  :host([appearance='outline']:is(:disabled, [disabled], [disabled-focusable]):is(:hover, :hover:active)) {
    background-color: ${Xe};
  }

  :host([appearance='subtle']:is(:disabled, [disabled], [disabled-focusable])),
  :host([appearance='subtle']:is(:disabled, [disabled], [disabled-focusable]):is(:hover, :hover:active)) {
    background-color: ${Xe};
    border-color: transparent;
  }

  :host([appearance='transparent']:is(:disabled, [disabled], [disabled-focusable])),
  :host([appearance='transparent']:is(:disabled, [disabled], [disabled-focusable]):is(:hover, :hover:active)) {
    border-color: transparent;
    background-color: ${Xe};
  }

  @media (forced-colors: active) {
    :host {
      background-color: ButtonFace;
      color: ButtonText;
    }

    :host(:is(:hover, :focus-visible)) {
      border-color: Highlight !important;
    }

    :host([appearance='primary']:not(:is(:hover, :focus-visible))) {
      background-color: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }

    :host(
        :is(
            :disabled,
            [disabled],
            [disabled-focusable],
            [appearance]:disabled,
            [appearance][disabled],
            [appearance][disabled-focusable]
          )
      ) {
      background-color: ButtonFace;
      color: GrayText;
      border-color: ButtonText;
    }
  }
`;function Ro(t){return t?typeof t=="string"?new K(t):"inline"in t?t.inline():t:K.empty}var Qe=class{};function wr(t){return j` <slot name="end" ${gr("end")}>${Ro(t.end)}</slot> `.inline()}function Tr(t){return j` <slot name="start" ${gr("start")}>${Ro(t.start)}</slot> `.inline()}function Jl(t={}){return j`
    <template
      @click="${(e,r)=>e.clickHandler(r.event)}"
      @keypress="${(e,r)=>e.keypressHandler(r.event)}"
    >
      ${Tr(t)}
      <span class="content" part="content">
        <slot ${Bt("defaultSlottedContent")}></slot>
      </span>
      ${wr(t)}
    </template>
  `}var ei=Jl();var ti={name:wn,registry:F.registry,styles:Za,template:ei};function y(t,e,r,o){var n=arguments.length,a=n<3?e:o===null?o=Object.getOwnPropertyDescriptor(e,r):o,i;if(typeof Reflect=="object"&&typeof Reflect.decorate=="function")a=Reflect.decorate(t,e,r,o);else for(var l=t.length-1;l>=0;l--)(i=t[l])&&(a=(n<3?i(a):n>3?i(e,r,a):i(e,r))||a);return n>3&&a&&Object.defineProperty(e,r,a),a}function $r(t,...e){let r=je.locate(t);e.forEach(o=>{Object.getOwnPropertyNames(o.prototype).forEach(a=>{a!=="constructor"&&Object.defineProperty(t.prototype,a,Object.getOwnPropertyDescriptor(o.prototype,a))}),je.locate(o).forEach(a=>r.push(a))})}function Fr(t){let e=t.ownerDocument;t?.isConnected&&t?.hasAttribute("autofocus")&&t?.checkVisibility?.({contentVisibilityAuto:!0,visibilityProperty:!0})&&[null,t,e.body,e.documentElement].includes(e.activeElement)&&se.enqueue(()=>{t.focus()})}var C=class extends de{disabledChanged(){this.setTabIndex()}disabledFocusableChanged(e,r){this.elementInternals&&(this.elementInternals.ariaDisabled=`${!!r}`)}get form(){return this.elementInternals.form}static{this.formAssociated=!0}get labels(){return Object.freeze(Array.from(this.elementInternals.labels))}typeChanged(e,r){r!==pt.submit&&(this.formSubmissionFallbackControl?.remove(),this.shadowRoot?.querySelector('slot[name="internal"]')?.remove())}clickHandler(e){if(e&&this.disabledFocusable){e.stopImmediatePropagation();return}return this.press(),!0}connectedCallback(){super.connectedCallback(),this.elementInternals.ariaDisabled=`${!!this.disabledFocusable}`,this.setTabIndex(),Fr(this)}constructor(){super(),this.disabledFocusable=!1,this.elementInternals=this.attachInternals(),this.elementInternals.role="button"}createAndInsertFormSubmissionFallbackControl(){let e=this.formSubmissionFallbackControlSlot??document.createElement("slot");e.setAttribute("name","internal"),this.shadowRoot?.appendChild(e),this.formSubmissionFallbackControlSlot=e;let r=this.formSubmissionFallbackControl??document.createElement("button");r.style.display="none",r.setAttribute("type","submit"),r.setAttribute("slot","internal"),this.formNoValidate&&r.toggleAttribute("formnovalidate",!0),this.elementInternals.form?.id&&r.setAttribute("form",this.elementInternals.form.id),this.name&&r.setAttribute("name",this.name),this.value&&r.setAttribute("value",this.value),this.formAction&&r.setAttribute("formaction",this.formAction??""),this.formEnctype&&r.setAttribute("formenctype",this.formEnctype??""),this.formMethod&&r.setAttribute("formmethod",this.formMethod??""),this.formTarget&&r.setAttribute("formtarget",this.formTarget??""),this.append(r),this.formSubmissionFallbackControl=r}formDisabledCallback(e){this.disabled=e}keypressHandler(e){if(e&&this.disabledFocusable){e.stopImmediatePropagation();return}if(e.key==="Enter"||e.key===" "){this.click();return}return!0}press(){switch(this.type){case pt.reset:{this.resetForm();break}case pt.submit:{this.submitForm();break}}}resetForm(){this.elementInternals.form?.reset()}setTabIndex(){if(this.disabled){this.removeAttribute("tabindex");return}this.tabIndex=Number(this.getAttribute("tabindex")??0)<0?-1:0}submitForm(){if(!(!this.elementInternals.form||this.disabled||this.type!==pt.submit)){if(!this.name&&!this.formAction&&!this.formEnctype&&!this.formAttribute&&!this.formMethod&&!this.formNoValidate&&!this.formTarget){this.elementInternals.form.requestSubmit();return}try{this.elementInternals.setFormValue(this.value??""),this.elementInternals.form.requestSubmit(this)}catch{this.createAndInsertFormSubmissionFallbackControl(),this.elementInternals.setFormValue(null),this.elementInternals.form.requestSubmit(this.formSubmissionFallbackControl)}}}};y([Ve],C.prototype,"defaultSlottedContent",void 0);y([k({mode:"boolean"})],C.prototype,"disabled",void 0);y([k({attribute:"disabled-focusable",mode:"boolean"})],C.prototype,"disabledFocusable",void 0);y([k({attribute:"formaction"})],C.prototype,"formAction",void 0);y([k({attribute:"form"})],C.prototype,"formAttribute",void 0);y([k({attribute:"formenctype"})],C.prototype,"formEnctype",void 0);y([k({attribute:"formmethod"})],C.prototype,"formMethod",void 0);y([k({attribute:"formnovalidate",mode:"boolean"})],C.prototype,"formNoValidate",void 0);y([k({attribute:"formtarget"})],C.prototype,"formTarget",void 0);y([k],C.prototype,"name",void 0);y([k],C.prototype,"type",void 0);y([k],C.prototype,"value",void 0);var he=class extends C{constructor(){super(...arguments),this.iconOnly=!1}};y([k],he.prototype,"appearance",void 0);y([k],he.prototype,"shape",void 0);y([k],he.prototype,"size",void 0);y([k({attribute:"icon-only",mode:"boolean"})],he.prototype,"iconOnly",void 0);$r(he,Qe);he.define(ti);var ri=`${F.prefix}-spinner`;var oi=V`
  ${Be("inline-flex")}

  :host {
    --duration: 1.5s;
    --indicatorSize: ${q};
    --size: 32px;
    height: var(--size);
    width: var(--size);
    contain: strict;
    content-visibility: auto;
  }

  :host([size='tiny']) {
    --indicatorSize: ${Ye};
    --size: 20px;
  }
  :host([size='extra-small']) {
    --indicatorSize: ${Ye};
    --size: 24px;
  }
  :host([size='small']) {
    --indicatorSize: ${Ye};
    --size: 28px;
  }
  :host([size='large']) {
    --indicatorSize: ${q};
    --size: 36px;
  }
  :host([size='extra-large']) {
    --indicatorSize: ${q};
    --size: 40px;
  }
  :host([size='huge']) {
    --indicatorSize: ${ja};
    --size: 44px;
  }

  .progress,
  .background,
  .spinner,
  .start,
  .end,
  .indicator {
    position: absolute;
    inset: 0;
  }

  .progress,
  .spinner,
  .indicator {
    animation: none var(--duration) infinite ${Ar};
  }

  .progress {
    animation-timing-function: linear;
    animation-name: spin-linear;
  }

  .background {
    border: var(--indicatorSize) solid ${Ia};
    border-radius: 50%;
  }

  :host([appearance='inverted']) .background {
    border-color: rgba(255, 255, 255, 0.2);
  }

  .spinner {
    animation-name: spin-swing;
  }

  .start {
    overflow: hidden;
    right: 50%;
  }

  .end {
    overflow: hidden;
    left: 50%;
  }

  .indicator {
    color: ${Ca};
    box-sizing: border-box;
    border-radius: 50%;
    border: var(--indicatorSize) solid transparent;
    border-block-start-color: currentcolor;
    border-right-color: currentcolor;
  }

  :host([appearance='inverted']) .indicator {
    color: ${Fa};
  }

  .start .indicator {
    rotate: 135deg; /* Starts 9 o'clock */
    inset: 0 -100% 0 0;
    animation-name: spin-start;
  }

  .end .indicator {
    rotate: 135deg; /* Ends at 3 o'clock */
    inset: 0 0 0 -100%;
    animation-name: spin-end;
  }

  @keyframes spin-linear {
    100% {
      transform: rotate(360deg);
    }
  }

  @keyframes spin-swing {
    0% {
      transform: rotate(-135deg);
    }
    50% {
      transform: rotate(0deg);
    }
    100% {
      transform: rotate(225deg);
    }
  }

  @keyframes spin-start {
    0%,
    100% {
      transform: rotate(0deg);
    }
    50% {
      transform: rotate(-80deg);
    }
  }

  @keyframes spin-end {
    0%,
    100% {
      transform: rotate(0deg);
    }
    50% {
      transform: rotate(70deg);
    }
  }

  @media (forced-colors: active) {
    .background {
      display: none;
    }
    .indicator {
      border-color: Canvas;
      border-block-start-color: Highlight;
      border-right-color: Highlight;
    }
  }
`;var ni=j`
  <slot name="indicator">
    <div class="background"></div>
    <div class="progress">
      <div class="spinner">
        <div class="start">
          <div class="indicator"></div>
        </div>
        <div class="end">
          <div class="indicator"></div>
        </div>
      </div>
    </div>
  </slot>
`;var ai={name:ri,registry:F.registry,styles:oi,template:ni};var Cr=class extends de{constructor(){super(),this.elementInternals=this.attachInternals(),this.elementInternals.role="progressbar"}};var Ze=class extends Cr{};y([k],Ze.prototype,"size",void 0);y([k],Ze.prototype,"appearance",void 0);Ze.define(ai);function _o(t,e="-tab"){return t?.nodeType!==Node.ELEMENT_NODE?!1:t.tagName.toLowerCase().endsWith(e)}var ii=`${F.prefix}-tab`;var si=V`
  ${Be("inline-flex")}

  :host {
    position: relative;
    flex-direction: row;
    align-items: center;
    cursor: pointer;
    box-sizing: border-box;
    justify-content: center;
    line-height: ${Ie};
    font-family: ${kr};
    font-size: ${Ke};
    color: ${Ce};
    fill: currentcolor;
    grid-row: 1;
    padding: ${Je} ${He};
    border-radius: ${Sr};
    gap: 4px;
  }

  :host .tab-content {
    display: inline-flex;
    flex-direction: column;
    padding: 0 2px;
    grid-column: 3;
  }

  :host([aria-selected='true']) {
    color: ${qe};
    font-weight: ${At};
  }

  /* adds hidden textContent to prevent shifting ui on bold / unbolding of text */
  :host .tab-content::after {
    content: var(--textContent);
    visibility: hidden;
    height: 0;
    line-height: ${Ie};
    font-weight: ${At};
  }

  :host([aria-selected='true'])::after {
    background-color: ${br};
    border-radius: ${xe};
    content: '';
    inset: 0;
    position: absolute;
    z-index: 2;
  }

  :host([aria-selected='false']:hover)::after {
    background-color: ${Pt};
    border-radius: ${xe};
    content: '';
    inset: 0;
    position: absolute;
    z-index: 1;
  }

  /*
   * TODO: Remove '(text-size-adjust: auto)' after this bug is fixed:
   * https://bugs.webkit.org/show_bug.cgi?id=298646
   * Also remove the same trick from tablist.styles.ts.
   * Using '@supports (text-size-adjust: auto)' here to exclude Safari 26 from
   * using CSS Anchor Positioning here because it crashes.
   */
  @supports (anchor-name: --a) and (text-size-adjust: auto) {
    :host([aria-selected='true'])::after {
      background-color: transparent;
    }

    :host([aria-selected='true']:hover)::after {
      background-color: ${Pt};
    }
  }

  :host([aria-selected='true'][disabled])::after {
    background-color: ${U};
  }

  ::slotted([slot='start']) {
    grid-column: 2;
  }

  ::slotted([slot='end']) {
    grid-column: -1;
  }

  ::slotted([slot='start']),
  ::slotted([slot='end']) {
    display: flex;
  }
  :host([disabled]) {
    cursor: not-allowed;
    fill: ${U};
    color: ${U};
    pointer-events: none;
  }

  :host([disabled]:hover)::after {
    background-color: unset;
  }

  :host(:focus) {
    outline: none;
  }

  :host(:focus-visible) {
    border-radius: ${yr};
    box-shadow: 0 0 0 3px ${Nt};
    outline: 1px solid ${La};
  }

  @media (forced-colors: active) {
    :host([aria-selected='true'])::after {
      background-color: Highlight;
    }
  }
`;function Ql(t={}){return j`
    <template slot="tab" role="tab">
      ${Tr(t)}
      <span class="tab-content"><slot></slot></span>
      ${wr(t)}
    </template>
  `}var li=Ql({});var ci={name:ii,registry:F.registry,styles:si,template:li};var et=class extends de{disabledChanged(e,r){this.setDisabledSideEffect(r)}constructor(){super(),this.elementInternals=this.attachInternals(),this.elementInternals.role="tab"}connectedCallback(){super.connectedCallback(),this.slot||="tab",this.setDisabledSideEffect(this.disabled),this.styles&&this.$fastController.removeStyles(this.styles),this.styles=V`
      :host {
        --textContent: '${this.textContent}';
      }
    `,this.$fastController.addStyles(this.styles),Fr(this)}setDisabledSideEffect(e){e?this.setAttribute("aria-disabled","true"):this.removeAttribute("aria-disabled"),this.tabIndex=e&&this.getAttribute("aria-selected")!=="true"?-1:0}};y([k({mode:"boolean"})],et.prototype,"disabled",void 0);$r(et,Qe);et.define(ci);var di={horizontal:"horizontal",vertical:"vertical"};var ui={subtle:"subtle",transparent:"transparent"};var wt=di,pi=`${F.prefix}-tablist`;var hi=V`
  ${Be("flex")}

  :host {
    --tabPaddingInline: ${He};
    --tabPaddingBlock: ${Je};
    --tabIndicatorInsetInline: var(--tabPaddingInline);
    --tabIndicatorInsetBlock: 0;
    box-sizing: border-box;
    color: ${Ce};
    flex-direction: row;
    position: relative;
  }

  :host([size='small']) {
    --tabPaddingBlock: ${Do};
    --tabPaddingInline: ${Pr};
  }

  :host([size='large']) {
    --tabPaddingBlock: ${Ka};
    --tabPaddingInline: ${He};
  }

  :host([orientation='vertical']) {
    --tabPaddingBlock: ${Nr};
    --tabIndicatorInsetBlock: ${Nr};
    --_col-start-width: 0px;
    display: grid;
    grid-template-columns: ${He} var(--_col-start-width) 1fr auto ${He};
  }

  :host(:has([slot='start'])) {
    --_col-start-width: 24px;
  }

  @scope {
    :scope:has([slot='start']) {
      --_col-start-width: 24px;
    }
  }

  :host([orientation='vertical'][size='small']) {
    --tabPaddingBlock: ${qa};
    --tabIndicatorInsetBlock: ${Do};
  }

  :host([orientation='vertical'][size='large']) {
    --tabPaddingBlock: ${Nr};
    --tabIndicatorInsetBlock: ${Xa};
  }

  ::slotted([slot='tab']) {
    padding-inline: var(--tabPaddingInline);
    padding-block: var(--tabPaddingBlock);
  }

  :host([orientation='vertical']) ::slotted([role='tab']) {
    justify-content: flex-start;
    display: grid;
    gap: 0;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    grid-row: unset;
    padding-inline: 0;
  }

  :host ::slotted([slot='tab'])::after {
    height: ${q};
    margin-block-start: auto;
  }

  :host([orientation='vertical']) ::slotted([slot='tab'])::after {
    width: ${q};
    height: unset;
    margin-block-start: unset;
  }

  /* ::before adds a secondary indicator placeholder that appears right after click on the active tab */
  :host ::slotted([slot='tab'])::before {
    height: ${q};
    border-radius: ${xe};
    content: '';
    inset-inline: var(--tabIndicatorInsetInline);
    inset-block: var(--tabIndicatorInsetBlock);
    position: absolute;
    margin-top: auto;
  }

  :host ::slotted([slot='tab'])::before {
    inset-inline: var(--tabIndicatorInsetInline);
    inset-block: var(--tabIndicatorInsetBlock);
  }

  :host ::slotted([slot='tab'][aria-selected='true'])::before {
    background-color: ${U};
  }

  :host ::slotted([slot='tab'][aria-selected='false']:hover)::after {
    height: ${q};
    margin-block-start: auto;
    transform-origin: left;
  }

  :host([orientation='vertical']) ::slotted([slot='tab'])::before,
  :host([orientation='vertical']) ::slotted([slot='tab'][aria-selected='false']:hover)::after {
    height: unset;
    width: ${q};
    margin-inline-end: auto;
    transform-origin: top;
  }

  :host([size='small']) ::slotted([slot='tab']) {
    font-size: ${Ke};
    line-height: ${Ie};
  }

  :host([size='large']) ::slotted([slot='tab']) {
    font-size: ${Br};
    line-height: ${xr};
  }

  /* horizontal spacing for indicator */
  :host ::slotted([slot='tab'])::after,
  :host ::slotted([slot='tab'])::before,
  :host ::slotted([slot='tab']:hover)::after {
    inset-inline: var(--tabIndicatorInsetInline);
  }

  :host([orientation='vertical']) ::slotted([slot='tab'])::after,
  :host([orientation='vertical']) ::slotted([slot='tab'])::before,
  :host([orientation='vertical']) ::slotted([slot='tab']:hover)::after {
    inset-inline: 0;
    inset-block: var(--tabIndicatorInsetBlock);
  }

  /* disabled styles */
  :host([disabled]) {
    cursor: not-allowed;
    color: ${U};
  }

  :host([disabled]) ::slotted([slot='tab']) {
    pointer-events: none;
    cursor: not-allowed;
    color: ${U};
  }

  :host([disabled]) ::slotted([slot='tab']:after) {
    background-color: ${U};
  }

  :host([disabled]) ::slotted([slot='tab'][aria-selected='true'])::after {
    background-color: ${U};
  }

  :host([disabled]) ::slotted([slot='tab']:hover):before {
    content: unset;
  }

  :host([appearance='subtle']) ::slotted([slot='tab']:hover) {
    background-color: ${vr};
    color: ${fr};
    fill: ${ya};
  }

  :host([appearance='subtle']) ::slotted([slot='tab']:active) {
    background-color: ${xt};
    fill: ${xt};
    color: ${qe};
  }

  /*
   * TODO: Remove '(text-size-adjust: auto)' after this bug is fixed:
   * https://bugs.webkit.org/show_bug.cgi?id=298646
   * Also remove the same trick from tab.styles.ts.
   * Using '@supports (text-size-adjust: auto)' here to exclude Safari 26.0 from
   * using CSS Anchor Positioning here because it crashes.
   */
  @supports (anchor-name: --a) and (text-size-adjust: auto) {
    ::slotted([slot='tab'][aria-selected='true']) {
      anchor-name: --tab;
    }

    :host::after {
      background-color: ${br};
      content: '';
      inline-size: 100%;
      inset-block: auto anchor(end);
      inset-inline: anchor(center) auto;
      position: fixed;
      position-anchor: --tab;
      transform: translateX(-50%);
      transition-property: inset-inline, width;
      transition-duration: ${Ja};
      transition-timing-function: ${Qa};
      z-index: 3;

      /* These styles should be in sync with tab.styles.ts’s :host::after */
      border-radius: ${xe};
      width: calc(anchor-size() - var(--tabIndicatorInsetInline) * 2);
      height: ${q};
    }

    :host(:dir(rtl))::after {
      transform: translateX(50%);
    }

    :host([orientation='vertical'])::after {
      inset-block: anchor(center) auto;
      inset-inline: anchor(start) auto;
      transform: translateY(-50%);
      transition-property: inset-block, height;

      /* These styles should be in sync with #vertical-tab-highlight above */
      width: ${q};
      height: calc(anchor-size() - var(--tabIndicatorInsetBlock) * 2);
    }

    :host([disabled])::after {
      background-color: ${U};
    }
  }
`;var gi=j`
  <template
    role="tablist"
    focusgroup="tablist inline block"
    @click="${(t,e)=>t.handleClick(e.event)}"
    @focusin="${(t,e)=>t.handleFocusIn(e.event)}"
  >
    <slot name="tab" ${Bt("slottedTabs")}></slot>
  </template>
`;var fi={name:pi,registry:F.registry,styles:hi,template:gi};var tt={INFERRED_ROLE:"data-fg-ir",ITEM:"data-fg-item",AUTHOR_TABINDEX:"data-fg-ati",SEGMENT:"data-fg-seg",SEGMENT_START:"data-fg-segs"},ge={TOOLBAR:"toolbar",TABLIST:"tablist",RADIOGROUP:"radiogroup",LISTBOX:"listbox",MENU:"menu",MENUBAR:"menubar",NONE:"none"},uh=[ge.TOOLBAR,ge.TABLIST,ge.RADIOGROUP,ge.LISTBOX,ge.MENU,ge.MENUBAR,ge.NONE];function Ir(t,e){return t.contains(e)}function mi(){return"focusgroup"in(globalThis?.HTMLElement?.prototype??{})||"focusGroup"in(globalThis?.HTMLElement?.prototype??{})}function vi(t,e,r){let o="forward",n="backward",a="block",i="inline";if(Zl(t.composedPath()[0]))return t.key==="Tab"?t.shiftKey?n:o:null;if(t.shiftKey||t.ctrlKey||t.metaKey)return null;let{writingMode:l,direction:d}=window.getComputedStyle(e),u=!l.startsWith("horizontal-"),c=d==="rtl",p=u?a:i,f=u?i:a,b=u?l.endsWith("-rl")!==c:c,x=u&&c,L={ArrowUp:{axis:f,dir:x?o:n},ArrowDown:{axis:f,dir:x?n:o},ArrowLeft:{axis:p,dir:b?o:n},ArrowRight:{axis:p,dir:b?n:o},Home:{dir:"start"},End:{dir:"end"}}[t.key];return!L||r&&L.axis&&L.axis!==r?null:L.dir}function Zl(t){return t?.nodeType===Node.ELEMENT_NODE&&(["INPUT","TEXTAREA","SELECT"].includes(t.nodeName)&&!["checkbox","radio"].includes(t.getAttribute("type"))||t.isContentEditable||["AUDIO","VIDEO"].includes(t.nodeName)&&t.hasAttribute("controls")||["IFRAME","OBJECT"].includes(t.nodeName))}globalThis.__FOCUSGROUP_POLYFILL__??={o:new Set,b:!1};var bi=globalThis.__FOCUSGROUP_POLYFILL__;var ec=bi.o;function Hr(){for(let t of ec)t.takeRecords()}var Mo=class{#t;#e;#n=null;#p=void 0;#c=!1;#s=!0;#o;#r=null;#a=!1;#l=null;#h=new AbortController;#d;#u;constructor(t,e,r={}){if(mi()||!t)return;this.#t=t,this.#e=e,this.#d=r.decorateOwner,this.#u=r.decorateItem,this.#g(r.definition),this.#d?.(this.#t,this.#n),this.#f();let o={signal:this.#h.signal};this.#t.addEventListener("keydown",this.#y.bind(this),o),this.#t.addEventListener("focusin",this.#S.bind(this),o),this.#t.addEventListener("focusout",this.#k.bind(this),o)}disconnect(){this.#i(),this.#h.abort(),this.#e?.disconnect?.(),this.#t=null}update(t={}){if(this.#t){if(t.definition!==void 0&&(this.#g(t.definition),this.#d?.(this.#t,this.#n)),t.authorTabindexChanges)for(let e of t.authorTabindexChanges)e.setAttribute(tt.AUTHOR_TABINDEX,e.getAttribute("tabindex")??"none");this.#m(),this.#f()}}#g(t){this.#n=t?.behavior??null,this.#c=t?.wrap??!1,this.#p=t?.axis,this.#s=t?.memory??!0,this.#s||(this.#r=null)}#f(){if(!this.#n||this.#n===ge.NONE){this.#m();return}this.#e.decorate?.();for(let{element:e,segmentBoundary:r}of this.#e.items())this.#u?.(e,this.#n),e.setAttribute(tt.AUTHOR_TABINDEX,e.getAttribute("tabindex")??"none"),e.tabIndex=r?0:-1;(!this.#r?.isConnected||!(this.#e.isItem?.(this.#r)??this.#e.contains(this.#r)))&&(this.#r=null);let t=this.#r??this.#e.start??this.#e.first?.()??null;t&&(t.tabIndex=0,this.#o=t,this.#i(),this.#v(t)),this.#e.flush?.()}#m(){this.#i();let t=!1;for(let{element:e}of this.#e.items()){t=!0,this.#u?.(e,null);let r=e.getAttribute(tt.AUTHOR_TABINDEX);r&&(r==="none"?e.removeAttribute("tabindex"):e.setAttribute("tabindex",r),e.removeAttribute(tt.AUTHOR_TABINDEX))}this.#e.undecorate?.(),t&&this.#e.flush?.()}#y(t){let e=t.composedPath()[0];if(t.defaultPrevented||e===this.#t||!this.#e.contains(e))return;let r;switch(vi(t,e,this.#p)){case"start":r=this.#e.first();break;case"end":r=this.#e.last();break;case"forward":r=this.#e.next(e),!r&&this.#c&&(r=this.#e.first());break;case"backward":r=this.#e.previous(e),!r&&this.#c&&(r=this.#e.last());break}r&&r!==e&&(this.#b(e,r,!0),this.#r=r,t.preventDefault())}#S(t){let e=t.composedPath()[0];if(e===this.#t&&this.#a&&(!t.relatedTarget||!Ir(this.#t,t.relatedTarget))){let o=this.#r||this.#o;this.#i(),o&&o.focus(),t.stopPropagation();return}if(!this.#e.contains(e))return;this.#a&&this.#i();let r=this.#r;if(this.#r=e,r!==e&&e.tabIndex<0){let o=r??this.#o;o&&this.#b(o,e)}}#k(t){if(!t.relatedTarget||!Ir(this.#t,t.relatedTarget)){let o=this.#s?this.#r||this.#o:this.#o;o&&this.#v(o)}if(t.relatedTarget&&Ir(this.#t,t.relatedTarget)||this.#s||!this.#o)return;let e=this.#r;this.#r=null;let r=this.#e.start??this.#e.first?.()??null;if(e!==this.#o||r!==this.#o){for(let{element:o,segmentBoundary:n}of this.#e.items())o.tabIndex=n?0:-1;r&&(r.tabIndex=0,this.#o=r),this.#e.flush?.()}}#v(t){let e=(t.assignedSlot??t).getRootNode(),r=e instanceof ShadowRoot&&e.host.hasAttribute(tt.AUTHOR_TABINDEX);this.#a||!r||(this.#l=this.#t.getAttribute("tabindex"),this.#t.tabIndex=0,this.#a=!0,Hr())}#i(){this.#a&&(this.#l!==null?this.#t.setAttribute("tabindex",this.#l):this.#t.removeAttribute("tabindex"),this.#a=!1,this.#l=null,this.#e.flush?.(),Hr())}#b(t,e,r=!1){e.tabIndex=0,r&&e.focus(),t.tabIndex=this.#e.sameSegment?.(t,e)??!0?-1:0,this.#i(),Hr()}};var Lr=class{constructor(e,r){this.getItems=e,this.getStart=r}get start(){return this.getStart?.()??null}first(){return this.getItems()[0]??null}last(){let e=this.getItems();return e[e.length-1]??null}next(e){let r=this.getItems(),o=r.indexOf(e);return o===-1?null:r[o+1]??null}previous(e){let r=this.getItems(),o=r.indexOf(e);return o<=0?null:r[o-1]??null}*items(){for(let e of this.getItems())yield{element:e}}contains(e){return this.getItems().includes(e)}};var tc=0;function Tt(t="id-"){let e=`${t}${tc++}`;return document.getElementById(e)?Tt(t):e}var Th=CSS.supports("anchor-name: --a"),$h="anchor"in HTMLElement.prototype,yi=CSS.supports("selector(:state(g))");function Dr(t,e,r){if(!(!e||!t)){if(!yi){t.shadowRoot.host.toggleAttribute(`state--${e}`,r);return}if(r??!t.states.has(e)){t.states.add(e);return}t.states.delete(e)}}var Eo=new WeakMap;function rc(t,e){if(!t||!e)return!1;if(Eo.has(t))return Eo.get(t).has(e);let r=new Set(Object.values(t));return Eo.set(t,r),r.has(e)}function Si(t,e="",r="",o,n=""){Dr(t,`${n}${e}`,!1),(!o||rc(o,r))&&Dr(t,`${n}${r}`,!0)}function ki(t,e){if("requestIdleCallback"in globalThis)return globalThis.requestIdleCallback(t,e);let r=Date.now();return setTimeout(()=>{t({didTimeout:e?.timeout?Date.now()-r>=e.timeout:!1,timeRemaining:()=>0})},e?.timeout??1)}function Bi(t,e,r){let o=r?.shallow??!1,n=r?.timeout??50,a=r?.idleCallback??!1,i=`${o?":scope > ":""}:not(:defined)`,l=d=>{if(t.querySelector(i)===null||d&&d.timeRemaining()<=0){a?ki(e,{timeout:n}):e();return}ki(l,{timeout:n})};l()}var fe=class extends de{disabledChanged(e,r){this.elementInternals&&Dr(this.elementInternals,"disabled",r),this.setTabs({forceDisabled:!0})}orientationChanged(e,r){this.elementInternals&&(this.elementInternals.ariaOrientation=r??wt.horizontal,Si(this.elementInternals,e,r,wt)),this.setTabs()}activeidChanged(e,r){this.tabs?.length>0&&this.changeTab(e,r)}slottedTabsChanged(e,r){this.tabs=r?.filter(o=>_o(o))??[]}tabsChanged(e,r){this.tabs?.length>0&&this.setTabs({connectToPanel:!0})}setTabs({connectToPanel:e=!1,forceDisabled:r=!1}={}){if(!this.tabs)return;let o=this.getRootNode(),n="";for(let a of this.tabs){if(a.slot!=="tab")continue;a.id||=Tt("tab-"),r?a.disabled=this.disabled:a.disabled=a.disabled||this.disabled,!n&&!a.disabled&&(n=a.id);let i=this.activeid===a.id;if(a.toggleAttribute("focusgroupstart",i),a.setAttribute("aria-selected",i.toString()),e){let l=a.getAttribute("aria-controls")??"",d=o.getElementById(l);l&&d&&(d.role??="tabpanel",d.hidden=this.activeid!==a.id,this.tabPanelMap.set(a,d))}}this.disabled||(this.activeid?this.changeTab(void 0,this.activeid):n&&(this.activeid=n))}handleFocusIn(e){this.activeid=e.target.id}handleClick(e){e.isTrusted||(this.activeid=e.target.id)}changeTab(e,r){let o=this.getRootNode(),n=e?o.getElementById(e):null,a=o.getElementById(r);if(!_o(a)||a.disabled||!this.contains(a))return;if(n){n.setAttribute("aria-selected","false");let l=this.tabPanelMap.get(n);l&&(l.hidden=!0)}a.setAttribute("aria-selected","true");let i=this.tabPanelMap.get(a);i&&(i.hidden=!1),this.activetab=a,this.change()}constructor(){super(),this.elementInternals=this.attachInternals(),this.disabled=!1,this.orientation=wt.horizontal,this.tabs=[],this.tabPanelMap=new WeakMap,this.change=()=>{this.$emit("change",this.activetab)},this.elementInternals.role="tablist",this.elementInternals.ariaOrientation=this.orientation??wt.horizontal}connectedCallback(){super.connectedCallback(),Bi(this,()=>{this.setTabs()},{shallow:!0})}};y([k({mode:"boolean"})],fe.prototype,"disabled",void 0);y([k],fe.prototype,"orientation",void 0);y([k],fe.prototype,"activeid",void 0);y([Ve],fe.prototype,"slottedTabs",void 0);y([Ve],fe.prototype,"tabs",void 0);var rt=class extends fe{constructor(){super(...arguments),this.appearance=ui.transparent}disconnectedCallback(){this.fg?.disconnect(),super.disconnectedCallback()}tabsChanged(e,r){super.tabsChanged(e,r),this.fgItems??=new Lr(()=>this.tabs?.filter(o=>(o.getAttribute("aria-selected")==="true"||!o.disabled)&&!o.hidden)??[],()=>this.activetab??null),this.fg?this.fg.update():this.fg=new Mo(this,this.fgItems,{definition:{behavior:"tablist",axis:void 0,memory:!1,wrap:!0}})}};y([k],rt.prototype,"appearance",void 0);y([k],rt.prototype,"size",void 0);rt.define(fi);var oc="adoptedStyleSheets"in document,nc="CSSScopeRule"in window,Oo=new Map,zo=new Map,Ft=new Map,Vo=new Map,$t=new CSSStyleSheet;function Rr(t,e=document){if(!(!e||!cc(e))){if(!oc||e instanceof HTMLElement&&!e.shadowRoot&&!nc){let r=e===document?document.documentElement:e;gc(t,r);return}[document,document.documentElement,document.body].includes(e)?dc(t):uc(t,e)}}var ac=/^[a-zA-Z_-][a-zA-Z0-9_-]*$/;function ic(t){return ac.test(t)?t:""}var sc=/(;|{|}|\/\*|\*\/|@import|url\s*\(|expression\s*\(|javascript:)/i;function lc(t){return sc.test(t)?"":t}function jo(t){return Oo.has(t)||Oo.set(t,Object.keys(t).reduce((e,r)=>{let o=ic(r),n=lc(t[r].toString());return o&&n?`${e}--${o}:${n};`:e},"")),Oo.get(t)}function cc(t){return[document,document.documentElement].includes(t)||t instanceof HTMLElement&&!!t.closest("body")}function dc(t){if(t===null){document.adoptedStyleSheets.includes($t)&&$t.replaceSync("");return}$t.replaceSync(`
    html {
      ${jo(t)}
    }
  `),document.adoptedStyleSheets.includes($t)||document.adoptedStyleSheets.push($t)}function uc(t,e){if(t===null){e.shadowRoot&&Ft.has(e)?Ft.get(e).replaceSync(""):(delete e.dataset.fluentTheme,xi(e));return}e.shadowRoot?pc(e).replaceSync(`
      :host {
        ${jo(t)}
      }
    `):(e.dataset.fluentTheme=hc(t),xi(e))}function pc(t){if(!Ft.has(t)){let e=new CSSStyleSheet;Ft.set(t,e),t.shadowRoot?.adoptedStyleSheets.push(e)}return Ft.get(t)}function hc(t){if(!zo.has(t)){let e=Tt("fluent-theme-"),r=new CSSStyleSheet;zo.set(t,e),r.replaceSync(`
      @scope ([data-fluent-theme="${e}"]) {
        :scope {
          ${jo(t)}
        }
      }
    `),document.adoptedStyleSheets.push(r)}return zo.get(t)}function gc(t,e){let r;if(t===null){if(!Vo.has(e))return;r=Vo.get(e)}else Vo.set(e,t),r=t;for(let[o,n]of Object.entries(r))t===null?e.style.removeProperty(`--${o}`):e.style.setProperty(`--${o}`,n.toString())}var{userAgent:fc}=navigator,mc=/\bAppleWebKit\/[\d+\.]+\b/.test(fc);function xi(t){if(!mc)return;let e="visibility",r="hidden",o=t.style.getPropertyValue(e);t.style.setProperty(e,r),se.process(),t.style.setProperty(e,o)}var s={2:"#050505",4:"#0a0a0a",6:"#0f0f0f",8:"#141414",10:"#1a1a1a",12:"#1f1f1f",14:"#242424",16:"#292929",18:"#2e2e2e",20:"#333333",22:"#383838",24:"#3d3d3d",26:"#424242",28:"#474747",30:"#4d4d4d",32:"#525252",34:"#575757",36:"#5c5c5c",38:"#616161",40:"#666666",42:"#6b6b6b",44:"#707070",46:"#757575",48:"#7a7a7a",50:"#808080",52:"#858585",54:"#8a8a8a",56:"#8f8f8f",58:"#949494",60:"#999999",62:"#9e9e9e",64:"#a3a3a3",66:"#a8a8a8",68:"#adadad",70:"#b3b3b3",72:"#b8b8b8",74:"#bdbdbd",76:"#c2c2c2",78:"#c7c7c7",80:"#cccccc",82:"#d1d1d1",84:"#d6d6d6",86:"#dbdbdb",88:"#e0e0e0",90:"#e6e6e6",92:"#ebebeb",94:"#f0f0f0",96:"#f5f5f5",98:"#fafafa",99:"#fcfcfc"},$={5:"rgba(255, 255, 255, 0.05)",10:"rgba(255, 255, 255, 0.1)",20:"rgba(255, 255, 255, 0.2)",30:"rgba(255, 255, 255, 0.3)",40:"rgba(255, 255, 255, 0.4)",50:"rgba(255, 255, 255, 0.5)",60:"rgba(255, 255, 255, 0.6)",70:"rgba(255, 255, 255, 0.7)",80:"rgba(255, 255, 255, 0.8)",90:"rgba(255, 255, 255, 0.9)"},z={5:"rgba(0, 0, 0, 0.05)",10:"rgba(0, 0, 0, 0.1)",20:"rgba(0, 0, 0, 0.2)",30:"rgba(0, 0, 0, 0.3)",40:"rgba(0, 0, 0, 0.4)",50:"rgba(0, 0, 0, 0.5)",60:"rgba(0, 0, 0, 0.6)",70:"rgba(0, 0, 0, 0.7)",80:"rgba(0, 0, 0, 0.8)",90:"rgba(0, 0, 0, 0.9)"},Pi={5:"rgba(26, 26, 26, 0.05)",10:"rgba(26, 26, 26, 0.1)",20:"rgba(26, 26, 26, 0.2)",30:"rgba(26, 26, 26, 0.3)",40:"rgba(26, 26, 26, 0.4)",50:"rgba(26, 26, 26, 0.5)",60:"rgba(26, 26, 26, 0.6)",70:"rgba(26, 26, 26, 0.7)",80:"rgba(26, 26, 26, 0.8)",90:"rgba(26, 26, 26, 0.9)"},Ni={5:"rgba(31, 31, 31, 0.05)",10:"rgba(31, 31, 31, 0.1)",20:"rgba(31, 31, 31, 0.2)",30:"rgba(31, 31, 31, 0.3)",40:"rgba(31, 31, 31, 0.4)",50:"rgba(31, 31, 31, 0.5)",60:"rgba(31, 31, 31, 0.6)",70:"rgba(31, 31, 31, 0.7)",80:"rgba(31, 31, 31, 0.8)",90:"rgba(31, 31, 31, 0.9)"},Uo={5:"rgba(36, 36, 36, 0.05)",10:"rgba(36, 36, 36, 0.1)",20:"rgba(36, 36, 36, 0.2)",30:"rgba(36, 36, 36, 0.3)",40:"rgba(36, 36, 36, 0.4)",50:"rgba(36, 36, 36, 0.5)",60:"rgba(36, 36, 36, 0.6)",70:"rgba(36, 36, 36, 0.7)",80:"rgba(36, 36, 36, 0.8)",90:"rgba(36, 36, 36, 0.9)"},g="#ffffff",ot="#000000";var Ai={shade50:"#130204",shade40:"#230308",shade30:"#420610",shade20:"#590815",shade10:"#690a19",primary:"#750b1c",tint10:"#861b2c",tint20:"#962f3f",tint30:"#ac4f5e",tint40:"#d69ca5",tint50:"#e9c7cd",tint60:"#f9f0f2"};var Wo={shade50:"#200205",shade40:"#3b0509",shade30:"#6e0811",shade20:"#960b18",shade10:"#b10e1c",primary:"#c50f1f",tint10:"#cc2635",tint20:"#d33f4c",tint30:"#dc626d",tint40:"#eeacb2",tint50:"#f6d1d5",tint60:"#fdf3f4"},wi={shade50:"#210809",shade40:"#3f1011",shade30:"#751d1f",shade20:"#9f282b",shade10:"#bc2f32",primary:"#d13438",tint10:"#d7494c",tint20:"#dc5e62",tint30:"#e37d80",tint40:"#f1bbbc",tint50:"#f8dadb",tint60:"#fdf6f6"},Ti={shade50:"#230900",shade40:"#411200",shade30:"#7a2101",shade20:"#a62d01",shade10:"#c43501",primary:"#da3b01",tint10:"#de501c",tint20:"#e36537",tint30:"#e9835e",tint40:"#f4bfab",tint50:"#f9dcd1",tint60:"#fdf6f3"};var $i={shade50:"#200d03",shade40:"#3d1805",shade30:"#712d09",shade20:"#9a3d0c",shade10:"#b6480e",primary:"#ca5010",tint10:"#d06228",tint20:"#d77440",tint30:"#df8e64",tint40:"#efc4ad",tint50:"#f7dfd2",tint60:"#fdf7f4"},Fi={shade50:"#271002",shade40:"#4a1e04",shade30:"#8a3707",shade20:"#bc4b09",shade10:"#de590b",primary:"#f7630c",tint10:"#f87528",tint20:"#f98845",tint30:"#faa06b",tint40:"#fdcfb4",tint50:"#fee5d7",tint60:"#fff9f5"},Ci={shade50:"#291600",shade40:"#4d2a00",shade30:"#8f4e00",shade20:"#c26a00",shade10:"#e67e00",primary:"#ff8c00",tint10:"#ff9a1f",tint20:"#ffa83d",tint30:"#ffba66",tint40:"#ffddb3",tint50:"#ffedd6",tint60:"#fffaf5"},Ii={shade50:"#251a00",shade40:"#463100",shade30:"#835b00",shade20:"#b27c00",shade10:"#d39300",primary:"#eaa300",tint10:"#edad1c",tint20:"#efb839",tint30:"#f2c661",tint40:"#f9e2ae",tint50:"#fcefd3",tint60:"#fefbf4"},Hi={shade50:"#282400",shade40:"#4c4400",shade30:"#817400",shade20:"#c0ad00",shade10:"#e4cc00",primary:"#fde300",tint10:"#fde61e",tint20:"#fdea3d",tint30:"#feee66",tint40:"#fef7b2",tint50:"#fffad6",tint60:"#fffef5"},Li={shade50:"#1f1900",shade40:"#3a2f00",shade30:"#6c5700",shade20:"#937700",shade10:"#ae8c00",primary:"#c19c00",tint10:"#c8a718",tint20:"#d0b232",tint30:"#dac157",tint40:"#ecdfa5",tint50:"#f5eece",tint60:"#fdfbf2"},Di={shade50:"#181202",shade40:"#2e2103",shade30:"#553e06",shade20:"#745408",shade10:"#89640a",primary:"#986f0b",tint10:"#a47d1e",tint20:"#b18c34",tint30:"#c1a256",tint40:"#e0cea2",tint50:"#efe4cb",tint60:"#fbf8f2"},Ri={shade50:"#170e07",shade40:"#2b1a0e",shade30:"#50301a",shade20:"#6c4123",shade10:"#804d29",primary:"#8e562e",tint10:"#9c663f",tint20:"#a97652",tint30:"#bb8f6f",tint40:"#ddc3b0",tint50:"#edded3",tint60:"#faf7f4"};var _i={shade50:"#0c1501",shade40:"#162702",shade30:"#294903",shade20:"#376304",shade10:"#427505",primary:"#498205",tint10:"#599116",tint20:"#6ba02b",tint30:"#85b44c",tint40:"#bdd99b",tint50:"#dbebc7",tint60:"#f6faf0"},Mi={shade50:"#002111",shade40:"#003d20",shade30:"#00723b",shade20:"#009b51",shade10:"#00b85f",primary:"#00cc6a",tint10:"#19d279",tint20:"#34d889",tint30:"#5ae0a0",tint40:"#a8f0cd",tint50:"#cff7e4",tint60:"#f3fdf8"},Ei={shade50:"#031a02",shade40:"#063004",shade30:"#0b5a08",shade20:"#0e7a0b",shade10:"#11910d",primary:"#13a10e",tint10:"#27ac22",tint20:"#3db838",tint30:"#5ec75a",tint40:"#a7e3a5",tint50:"#cef0cd",tint60:"#f2fbf2"},Go={shade50:"#031403",shade40:"#052505",shade30:"#094509",shade20:"#0c5e0c",shade10:"#0e700e",primary:"#107c10",tint10:"#218c21",tint20:"#359b35",tint30:"#54b054",tint40:"#9fd89f",tint50:"#c9eac9",tint60:"#f1faf1"},Oi={shade50:"#021102",shade40:"#032003",shade30:"#063b06",shade20:"#085108",shade10:"#0a5f0a",primary:"#0b6a0b",tint10:"#1a7c1a",tint20:"#2d8e2d",tint30:"#4da64d",tint40:"#9ad29a",tint50:"#c6e7c6",tint60:"#f0f9f0"},zi={shade50:"#001d1f",shade40:"#00373a",shade30:"#00666d",shade20:"#008b94",shade10:"#00a5af",primary:"#00b7c3",tint10:"#18bfca",tint20:"#32c8d1",tint30:"#58d3db",tint40:"#a6e9ed",tint50:"#cef3f5",tint60:"#f2fcfd"},Vi={shade50:"#001516",shade40:"#012728",shade30:"#02494c",shade20:"#026467",shade10:"#037679",primary:"#038387",tint10:"#159195",tint20:"#2aa0a4",tint30:"#4cb4b7",tint40:"#9bd9db",tint50:"#c7ebec",tint60:"#f0fafa"};var ji={shade50:"#000f12",shade40:"#001b22",shade30:"#00333f",shade20:"#004555",shade10:"#005265",primary:"#005b70",tint10:"#0f6c81",tint20:"#237d92",tint30:"#4496a9",tint40:"#94c8d4",tint50:"#c3e1e8",tint60:"#eff7f9"};var Ui={shade50:"#001322",shade40:"#002440",shade30:"#004377",shade20:"#005ba1",shade10:"#006cbf",primary:"#0078d4",tint10:"#1a86d9",tint20:"#3595de",tint30:"#5caae5",tint40:"#a9d3f2",tint50:"#d0e7f8",tint60:"#f3f9fd"},Wi={shade50:"#000c16",shade40:"#00172a",shade30:"#002c4e",shade20:"#003b6a",shade10:"#00467e",primary:"#004e8c",tint10:"#125e9a",tint20:"#286fa8",tint30:"#4a89ba",tint40:"#9abfdc",tint50:"#c7dced",tint60:"#f0f6fa"};var Gi={shade50:"#0d1126",shade40:"#182047",shade30:"#2c3c85",shade20:"#3c51b4",shade10:"#4760d5",primary:"#4f6bed",tint10:"#637cef",tint20:"#778df1",tint30:"#93a4f4",tint40:"#c8d1fa",tint50:"#e1e6fc",tint60:"#f7f9fe"},qi={shade50:"#00061d",shade40:"#000c36",shade30:"#001665",shade20:"#001e89",shade10:"#0023a2",primary:"#0027b4",tint10:"#173bbd",tint20:"#3050c6",tint30:"#546fd2",tint40:"#a3b2e8",tint50:"#ccd5f3",tint60:"#f2f4fc"},Xi={shade50:"#120f25",shade40:"#221d46",shade30:"#3f3682",shade20:"#5649b0",shade10:"#6656d1",primary:"#7160e8",tint10:"#8172eb",tint20:"#9184ee",tint30:"#a79cf1",tint40:"#d2ccf8",tint50:"#e7e4fb",tint60:"#f9f8fe"},Ki={shade50:"#0f0717",shade40:"#1c0e2b",shade30:"#341a51",shade20:"#46236e",shade10:"#532982",primary:"#5c2e91",tint10:"#6b3f9e",tint20:"#7c52ab",tint30:"#9470bd",tint40:"#c6b1de",tint50:"#e0d3ed",tint60:"#f7f4fb"};var Yi={shade50:"#160418",shade40:"#29072e",shade30:"#4c0d55",shade20:"#671174",shade10:"#7a1589",primary:"#881798",tint10:"#952aa4",tint20:"#a33fb1",tint30:"#b55fc1",tint40:"#d9a7e0",tint50:"#eaceef",tint60:"#faf2fb"},Ji={shade50:"#1f091d",shade40:"#3a1136",shade30:"#6d2064",shade20:"#932b88",shade10:"#af33a1",primary:"#c239b3",tint10:"#c94cbc",tint20:"#d161c4",tint30:"#da7ed0",tint40:"#edbbe7",tint50:"#f5daf2",tint60:"#fdf5fc"},Qi={shade50:"#1c0b1f",shade40:"#35153a",shade30:"#63276d",shade20:"#863593",shade10:"#9f3faf",primary:"#b146c2",tint10:"#ba58c9",tint20:"#c36bd1",tint30:"#cf87da",tint40:"#e6bfed",tint50:"#f2dcf5",tint60:"#fcf6fd"},Zi={shade50:"#24091b",shade40:"#441232",shade30:"#80215d",shade20:"#ad2d7e",shade10:"#cd3595",primary:"#e43ba6",tint10:"#e750b0",tint20:"#ea66ba",tint30:"#ef85c8",tint40:"#f7c0e3",tint50:"#fbddf0",tint60:"#fef6fb"};var es={shade50:"#1f0013",shade40:"#390024",shade30:"#6b0043",shade20:"#91005a",shade10:"#ac006b",primary:"#bf0077",tint10:"#c71885",tint20:"#ce3293",tint30:"#d957a8",tint40:"#eca5d1",tint50:"#f5cee6",tint60:"#fcf2f9"},ts={shade50:"#13000c",shade40:"#240017",shade30:"#43002b",shade20:"#5a003b",shade10:"#6b0045",primary:"#77004d",tint10:"#87105d",tint20:"#98246f",tint30:"#ad4589",tint40:"#d696c0",tint50:"#e9c4dc",tint60:"#faf0f6"},rs={shade50:"#141313",shade40:"#252323",shade30:"#444241",shade20:"#5d5958",shade10:"#6e6968",primary:"#7a7574",tint10:"#8a8584",tint20:"#9a9594",tint30:"#afabaa",tint40:"#d7d4d4",tint50:"#eae8e8",tint60:"#faf9f9"},os={shade50:"#0f0e0e",shade40:"#1c1b1a",shade30:"#343231",shade20:"#474443",shade10:"#54514f",primary:"#5d5a58",tint10:"#706d6b",tint20:"#84817e",tint30:"#9e9b99",tint40:"#cecccb",tint50:"#e5e4e3",tint60:"#f8f8f8"};var ns={shade50:"#111314",shade40:"#1f2426",shade30:"#3b4447",shade20:"#505c60",shade10:"#5f6d71",primary:"#69797e",tint10:"#79898d",tint20:"#89989d",tint30:"#a0adb2",tint40:"#cdd6d8",tint50:"#e4e9ea",tint60:"#f8f9fa"},as={shade50:"#090a0b",shade40:"#111315",shade30:"#202427",shade20:"#2b3135",shade10:"#333a3f",primary:"#394146",tint10:"#4d565c",tint20:"#626c72",tint30:"#808a90",tint40:"#bcc3c7",tint50:"#dbdfe1",tint60:"#f6f7f8"};var v={red:wi,green:Go,darkOrange:Ti,yellow:Hi,berry:Ji,lightGreen:Ei,marigold:Ii},re={darkRed:Ai,cranberry:Wo,pumpkin:$i,peach:Ci,gold:Li,brass:Di,brown:Ri,forest:_i,seafoam:Mi,darkGreen:Oi,lightTeal:zi,teal:Vi,steel:ji,blue:Ui,royalBlue:Wi,cornflower:Gi,navy:qi,lavender:Xi,purple:Ki,grape:Yi,lilac:Qi,pink:Zi,magenta:es,plum:ts,beige:rs,mink:os,platinum:ns,anchor:as},m={cranberry:Wo,green:Go,orange:Fi};var _r=["red","green","darkOrange","yellow","berry","lightGreen","marigold"],Mr=["darkRed","cranberry","pumpkin","peach","gold","brass","brown","forest","seafoam","darkGreen","lightTeal","teal","steel","blue","royalBlue","cornflower","navy","lavender","purple","grape","lilac","pink","magenta","plum","beige","mink","platinum","anchor"];var I={success:"green",warning:"orange",danger:"cranberry"};var Ct=_r.reduce((t,e)=>{let r=e.slice(0,1).toUpperCase()+e.slice(1),o={[`colorPalette${r}Background1`]:v[e].tint60,[`colorPalette${r}Background2`]:v[e].tint40,[`colorPalette${r}Background3`]:v[e].primary,[`colorPalette${r}Foreground1`]:v[e].shade10,[`colorPalette${r}Foreground2`]:v[e].shade30,[`colorPalette${r}Foreground3`]:v[e].primary,[`colorPalette${r}BorderActive`]:v[e].primary,[`colorPalette${r}Border1`]:v[e].tint40,[`colorPalette${r}Border2`]:v[e].primary};return Object.assign(t,o)},{});Ct.colorPaletteYellowForeground1=v.yellow.shade30;Ct.colorPaletteRedForegroundInverted=v.red.tint20;Ct.colorPaletteGreenForegroundInverted=v.green.tint20;Ct.colorPaletteYellowForegroundInverted=v.yellow.tint40;var vc=Mr.reduce((t,e)=>{let r=e.slice(0,1).toUpperCase()+e.slice(1),o={[`colorPalette${r}Background2`]:re[e].tint40,[`colorPalette${r}Foreground2`]:re[e].shade30,[`colorPalette${r}BorderActive`]:re[e].primary};return Object.assign(t,o)},{}),is={...Ct,...vc},Le=Object.entries(I).reduce((t,[e,r])=>{let o=e.slice(0,1).toUpperCase()+e.slice(1),n={[`colorStatus${o}Background1`]:m[r].tint60,[`colorStatus${o}Background2`]:m[r].tint40,[`colorStatus${o}Background3`]:m[r].primary,[`colorStatus${o}Foreground1`]:m[r].shade10,[`colorStatus${o}Foreground2`]:m[r].shade30,[`colorStatus${o}Foreground3`]:m[r].primary,[`colorStatus${o}ForegroundInverted`]:m[r].tint30,[`colorStatus${o}BorderActive`]:m[r].primary,[`colorStatus${o}Border1`]:m[r].tint40,[`colorStatus${o}Border2`]:m[r].primary};return Object.assign(t,n)},{});Le.colorStatusDangerBackground3Hover=m[I.danger].shade10;Le.colorStatusDangerBackground3Pressed=m[I.danger].shade20;Le.colorStatusWarningForeground1=m[I.warning].shade20;Le.colorStatusWarningForeground3=m[I.warning].shade20;Le.colorStatusWarningBorder2=m[I.warning].shade20;var ss=t=>({colorNeutralForeground1:s[14],colorNeutralForeground1Hover:s[14],colorNeutralForeground1Pressed:s[14],colorNeutralForeground1Selected:s[14],colorNeutralForeground2:s[26],colorNeutralForeground2Hover:s[14],colorNeutralForeground2Pressed:s[14],colorNeutralForeground2Selected:s[14],colorNeutralForeground2BrandHover:t[80],colorNeutralForeground2BrandPressed:t[70],colorNeutralForeground2BrandSelected:t[80],colorNeutralForeground3:s[38],colorNeutralForeground3Hover:s[26],colorNeutralForeground3Pressed:s[26],colorNeutralForeground3Selected:s[26],colorNeutralForeground3BrandHover:t[80],colorNeutralForeground3BrandPressed:t[70],colorNeutralForeground3BrandSelected:t[80],colorNeutralForeground4:s[44],colorNeutralForeground5:s[38],colorNeutralForeground5Hover:s[14],colorNeutralForeground5Pressed:s[14],colorNeutralForeground5Selected:s[14],colorNeutralForegroundDisabled:s[74],colorNeutralForegroundInvertedDisabled:$[40],colorBrandForegroundLink:t[70],colorBrandForegroundLinkHover:t[60],colorBrandForegroundLinkPressed:t[40],colorBrandForegroundLinkSelected:t[70],colorNeutralForeground2Link:s[26],colorNeutralForeground2LinkHover:s[14],colorNeutralForeground2LinkPressed:s[14],colorNeutralForeground2LinkSelected:s[14],colorCompoundBrandForeground1:t[80],colorCompoundBrandForeground1Hover:t[70],colorCompoundBrandForeground1Pressed:t[60],colorBrandForeground1:t[80],colorBrandForeground2:t[70],colorBrandForeground2Hover:t[60],colorBrandForeground2Pressed:t[30],colorNeutralForeground1Static:s[14],colorNeutralForegroundStaticInverted:g,colorNeutralForegroundInverted:g,colorNeutralForegroundInvertedHover:g,colorNeutralForegroundInvertedPressed:g,colorNeutralForegroundInvertedSelected:g,colorNeutralForegroundInverted2:g,colorNeutralForegroundOnBrand:g,colorNeutralForegroundInvertedLink:g,colorNeutralForegroundInvertedLinkHover:g,colorNeutralForegroundInvertedLinkPressed:g,colorNeutralForegroundInvertedLinkSelected:g,colorBrandForegroundInverted:t[100],colorBrandForegroundInvertedHover:t[110],colorBrandForegroundInvertedPressed:t[100],colorBrandForegroundOnLight:t[80],colorBrandForegroundOnLightHover:t[70],colorBrandForegroundOnLightPressed:t[50],colorBrandForegroundOnLightSelected:t[60],colorNeutralBackground1:g,colorNeutralBackground1Hover:s[96],colorNeutralBackground1Pressed:s[88],colorNeutralBackground1Selected:s[92],colorNeutralBackground2:s[98],colorNeutralBackground2Hover:s[94],colorNeutralBackground2Pressed:s[86],colorNeutralBackground2Selected:s[90],colorNeutralBackground3:s[96],colorNeutralBackground3Hover:s[92],colorNeutralBackground3Pressed:s[84],colorNeutralBackground3Selected:s[88],colorNeutralBackground4:s[94],colorNeutralBackground4Hover:s[98],colorNeutralBackground4Pressed:s[96],colorNeutralBackground4Selected:g,colorNeutralBackground5:s[92],colorNeutralBackground5Hover:s[96],colorNeutralBackground5Pressed:s[94],colorNeutralBackground5Selected:s[98],colorNeutralBackground6:s[90],colorNeutralBackground7:"#00000000",colorNeutralBackground7Hover:s[92],colorNeutralBackground7Pressed:s[84],colorNeutralBackground7Selected:"#00000000",colorNeutralBackground8:s[99],colorNeutralBackgroundInverted:s[16],colorNeutralBackgroundInvertedHover:s[24],colorNeutralBackgroundInvertedPressed:s[12],colorNeutralBackgroundInvertedSelected:s[22],colorNeutralBackgroundStatic:s[20],colorNeutralBackgroundAlpha:$[50],colorNeutralBackgroundAlpha2:$[80],colorSubtleBackground:"transparent",colorSubtleBackgroundHover:s[96],colorSubtleBackgroundPressed:s[88],colorSubtleBackgroundSelected:s[92],colorSubtleBackgroundLightAlphaHover:$[70],colorSubtleBackgroundLightAlphaPressed:$[50],colorSubtleBackgroundLightAlphaSelected:"transparent",colorSubtleBackgroundInverted:"transparent",colorSubtleBackgroundInvertedHover:z[10],colorSubtleBackgroundInvertedPressed:z[30],colorSubtleBackgroundInvertedSelected:z[20],colorTransparentBackground:"transparent",colorTransparentBackgroundHover:"transparent",colorTransparentBackgroundPressed:"transparent",colorTransparentBackgroundSelected:"transparent",colorNeutralBackgroundDisabled:s[94],colorNeutralBackgroundDisabled2:g,colorNeutralBackgroundInvertedDisabled:$[10],colorNeutralStencil1:s[90],colorNeutralStencil2:s[98],colorNeutralStencil1Alpha:z[10],colorNeutralStencil2Alpha:z[5],colorBackgroundOverlay:z[40],colorScrollbarOverlay:z[50],colorBrandBackground:t[80],colorBrandBackgroundHover:t[70],colorBrandBackgroundPressed:t[40],colorBrandBackgroundSelected:t[60],colorCompoundBrandBackground:t[80],colorCompoundBrandBackgroundHover:t[70],colorCompoundBrandBackgroundPressed:t[60],colorBrandBackgroundStatic:t[80],colorBrandBackground2:t[160],colorBrandBackground2Hover:t[150],colorBrandBackground2Pressed:t[130],colorBrandBackground3Static:t[60],colorBrandBackground4Static:t[40],colorBrandBackgroundInverted:g,colorBrandBackgroundInvertedHover:t[160],colorBrandBackgroundInvertedPressed:t[140],colorBrandBackgroundInvertedSelected:t[150],colorNeutralCardBackground:s[98],colorNeutralCardBackgroundHover:g,colorNeutralCardBackgroundPressed:s[96],colorNeutralCardBackgroundSelected:s[92],colorNeutralCardBackgroundDisabled:s[94],colorNeutralStrokeAccessible:s[38],colorNeutralStrokeAccessibleHover:s[34],colorNeutralStrokeAccessiblePressed:s[30],colorNeutralStrokeAccessibleSelected:t[80],colorNeutralStroke1:s[82],colorNeutralStroke1Hover:s[78],colorNeutralStroke1Pressed:s[70],colorNeutralStroke1Selected:s[74],colorNeutralStroke2:s[88],colorNeutralStroke3:s[94],colorNeutralStroke4:s[92],colorNeutralStroke4Hover:s[88],colorNeutralStroke4Pressed:s[84],colorNeutralStroke4Selected:s[92],colorNeutralStrokeSubtle:s[88],colorNeutralStrokeOnBrand:g,colorNeutralStrokeOnBrand2:g,colorNeutralStrokeOnBrand2Hover:g,colorNeutralStrokeOnBrand2Pressed:g,colorNeutralStrokeOnBrand2Selected:g,colorBrandStroke1:t[80],colorBrandStroke2:t[140],colorBrandStroke2Hover:t[120],colorBrandStroke2Pressed:t[80],colorBrandStroke2Contrast:t[140],colorCompoundBrandStroke:t[80],colorCompoundBrandStrokeHover:t[70],colorCompoundBrandStrokePressed:t[60],colorNeutralStrokeDisabled:s[88],colorNeutralStrokeDisabled2:s[92],colorNeutralStrokeInvertedDisabled:$[40],colorTransparentStroke:"transparent",colorTransparentStrokeInteractive:"transparent",colorTransparentStrokeDisabled:"transparent",colorNeutralStrokeAlpha:z[5],colorNeutralStrokeAlpha2:$[20],colorStrokeFocus1:g,colorStrokeFocus2:ot,colorNeutralShadowAmbient:"rgba(0,0,0,0.12)",colorNeutralShadowKey:"rgba(0,0,0,0.14)",colorNeutralShadowAmbientLighter:"rgba(0,0,0,0.06)",colorNeutralShadowKeyLighter:"rgba(0,0,0,0.07)",colorNeutralShadowAmbientDarker:"rgba(0,0,0,0.20)",colorNeutralShadowKeyDarker:"rgba(0,0,0,0.24)",colorBrandShadowAmbient:"rgba(0,0,0,0.30)",colorBrandShadowKey:"rgba(0,0,0,0.25)"});var It={borderRadiusNone:"0",borderRadiusSmall:"2px",borderRadiusMedium:"4px",borderRadiusLarge:"6px",borderRadiusXLarge:"8px",borderRadius2XLarge:"12px",borderRadius3XLarge:"16px",borderRadius4XLarge:"24px",borderRadius5XLarge:"32px",borderRadius6XLarge:"40px",borderRadiusCircular:"10000px"};var Er={curveAccelerateMax:"cubic-bezier(0.9,0.1,1,0.2)",curveAccelerateMid:"cubic-bezier(1,0,1,1)",curveAccelerateMin:"cubic-bezier(0.8,0,0.78,1)",curveDecelerateMax:"cubic-bezier(0.1,0.9,0.2,1)",curveDecelerateMid:"cubic-bezier(0,0,0,1)",curveDecelerateMin:"cubic-bezier(0.33,0,0.1,1)",curveEasyEaseMax:"cubic-bezier(0.8,0,0.2,1)",curveEasyEase:"cubic-bezier(0.33,0,0.67,1)",curveLinear:"cubic-bezier(0,0,1,1)"};var Or={durationUltraFast:"50ms",durationFaster:"100ms",durationFast:"150ms",durationNormal:"200ms",durationGentle:"250ms",durationSlow:"300ms",durationSlower:"400ms",durationUltraSlow:"500ms"};var Ht={fontSizeBase100:"10px",fontSizeBase200:"12px",fontSizeBase300:"14px",fontSizeBase400:"16px",fontSizeBase500:"20px",fontSizeBase600:"24px",fontSizeHero700:"28px",fontSizeHero800:"32px",fontSizeHero900:"40px",fontSizeHero1000:"68px"},Lt={lineHeightBase100:"14px",lineHeightBase200:"16px",lineHeightBase300:"20px",lineHeightBase400:"22px",lineHeightBase500:"28px",lineHeightBase600:"32px",lineHeightHero700:"36px",lineHeightHero800:"40px",lineHeightHero900:"52px",lineHeightHero1000:"92px"},Dt={fontWeightRegular:400,fontWeightMedium:500,fontWeightSemibold:600,fontWeightBold:700},Rt={fontFamilyBase:"'Segoe UI', 'Segoe UI Web (West European)', -apple-system, BlinkMacSystemFont, Roboto, 'Helvetica Neue', sans-serif",fontFamilyMonospace:"Consolas, 'Courier New', Courier, monospace",fontFamilyNumeric:"Bahnschrift, 'Segoe UI', 'Segoe UI Web (West European)', -apple-system, BlinkMacSystemFont, Roboto, 'Helvetica Neue', sans-serif"};var N={none:"0",xxs:"2px",xs:"4px",sNudge:"6px",s:"8px",mNudge:"10px",m:"12px",l:"16px",xl:"20px",xxl:"24px",xxxl:"32px"},zr={spacingHorizontalNone:N.none,spacingHorizontalXXS:N.xxs,spacingHorizontalXS:N.xs,spacingHorizontalSNudge:N.sNudge,spacingHorizontalS:N.s,spacingHorizontalMNudge:N.mNudge,spacingHorizontalM:N.m,spacingHorizontalL:N.l,spacingHorizontalXL:N.xl,spacingHorizontalXXL:N.xxl,spacingHorizontalXXXL:N.xxxl},Vr={spacingVerticalNone:N.none,spacingVerticalXXS:N.xxs,spacingVerticalXS:N.xs,spacingVerticalSNudge:N.sNudge,spacingVerticalS:N.s,spacingVerticalMNudge:N.mNudge,spacingVerticalM:N.m,spacingVerticalL:N.l,spacingVerticalXL:N.xl,spacingVerticalXXL:N.xxl,spacingVerticalXXXL:N.xxxl};var _t={strokeWidthThin:"1px",strokeWidthThick:"2px",strokeWidthThicker:"3px",strokeWidthThickest:"4px"};function nt(t,e,r=""){return{[`shadow2${r}`]:`0 0 2px ${t}, 0 1px 2px ${e}`,[`shadow4${r}`]:`0 0 2px ${t}, 0 2px 4px ${e}`,[`shadow8${r}`]:`0 0 2px ${t}, 0 4px 8px ${e}`,[`shadow16${r}`]:`0 0 2px ${t}, 0 8px 16px ${e}`,[`shadow28${r}`]:`0 0 8px ${t}, 0 14px 28px ${e}`,[`shadow64${r}`]:`0 0 8px ${t}, 0 32px 64px ${e}`}}var ls=t=>{let e=ss(t);return{...It,...Ht,...Lt,...Rt,...Dt,..._t,...zr,...Vr,...Or,...Er,...e,...is,...Le,...nt(e.colorNeutralShadowAmbient,e.colorNeutralShadowKey),...nt(e.colorBrandShadowAmbient,e.colorBrandShadowKey,"Brand")}};var jr={10:"#061724",20:"#082338",30:"#0a2e4a",40:"#0c3b5e",50:"#0e4775",60:"#0f548c",70:"#115ea3",80:"#0f6cbd",90:"#2886de",100:"#479ef5",110:"#62abf5",120:"#77b7f7",130:"#96c6fa",140:"#b4d6fa",150:"#cfe4fa",160:"#ebf3fc"};var oe=_r.reduce((t,e)=>{let r=e.slice(0,1).toUpperCase()+e.slice(1),o={[`colorPalette${r}Background1`]:v[e].shade40,[`colorPalette${r}Background2`]:v[e].shade30,[`colorPalette${r}Background3`]:v[e].primary,[`colorPalette${r}Foreground1`]:v[e].tint30,[`colorPalette${r}Foreground2`]:v[e].tint40,[`colorPalette${r}Foreground3`]:v[e].tint20,[`colorPalette${r}BorderActive`]:v[e].tint30,[`colorPalette${r}Border1`]:v[e].primary,[`colorPalette${r}Border2`]:v[e].tint20};return Object.assign(t,o)},{});oe.colorPaletteRedForeground3=v.red.tint30;oe.colorPaletteRedBorder2=v.red.tint30;oe.colorPaletteGreenForeground3=v.green.tint40;oe.colorPaletteGreenBorder2=v.green.tint40;oe.colorPaletteDarkOrangeForeground3=v.darkOrange.tint30;oe.colorPaletteDarkOrangeBorder2=v.darkOrange.tint30;oe.colorPaletteRedForegroundInverted=v.red.primary;oe.colorPaletteGreenForegroundInverted=v.green.primary;oe.colorPaletteYellowForegroundInverted=v.yellow.shade30;var qo=Mr.reduce((t,e)=>{let r=e.slice(0,1).toUpperCase()+e.slice(1),o={[`colorPalette${r}Background2`]:re[e].shade30,[`colorPalette${r}Foreground2`]:re[e].tint40,[`colorPalette${r}BorderActive`]:re[e].tint30};return Object.assign(t,o)},{});qo.colorPaletteDarkRedBackground2=re.darkRed.shade20;qo.colorPalettePlumBackground2=re.plum.shade20;var cs={...oe,...qo},me=Object.entries(I).reduce((t,[e,r])=>{let o=e.slice(0,1).toUpperCase()+e.slice(1),n={[`colorStatus${o}Background1`]:m[r].shade40,[`colorStatus${o}Background2`]:m[r].shade30,[`colorStatus${o}Background3`]:m[r].primary,[`colorStatus${o}Foreground1`]:m[r].tint30,[`colorStatus${o}Foreground2`]:m[r].tint40,[`colorStatus${o}Foreground3`]:m[r].tint20,[`colorStatus${o}BorderActive`]:m[r].tint30,[`colorStatus${o}ForegroundInverted`]:m[r].shade10,[`colorStatus${o}Border1`]:m[r].primary,[`colorStatus${o}Border2`]:m[r].tint20};return Object.assign(t,n)},{});me.colorStatusDangerBackground3Hover=m[I.danger].shade10;me.colorStatusDangerBackground3Pressed=m[I.danger].shade20;me.colorStatusDangerForeground3=m[I.danger].tint40;me.colorStatusDangerBorder2=m[I.danger].tint30;me.colorStatusSuccessForeground3=m[I.success].tint40;me.colorStatusSuccessBorder2=m[I.success].tint40;me.colorStatusWarningForegroundInverted=m[I.warning].shade20;var Mt=ls(jr);var ds=t=>({colorNeutralForeground1:g,colorNeutralForeground1Hover:g,colorNeutralForeground1Pressed:g,colorNeutralForeground1Selected:g,colorNeutralForeground2:s[84],colorNeutralForeground2Hover:g,colorNeutralForeground2Pressed:g,colorNeutralForeground2Selected:g,colorNeutralForeground2BrandHover:t[100],colorNeutralForeground2BrandPressed:t[90],colorNeutralForeground2BrandSelected:t[100],colorNeutralForeground3:s[68],colorNeutralForeground3Hover:s[84],colorNeutralForeground3Pressed:s[84],colorNeutralForeground3Selected:s[84],colorNeutralForeground3BrandHover:t[100],colorNeutralForeground3BrandPressed:t[90],colorNeutralForeground3BrandSelected:t[100],colorNeutralForeground4:s[60],colorNeutralForeground5:s[68],colorNeutralForeground5Hover:g,colorNeutralForeground5Pressed:g,colorNeutralForeground5Selected:g,colorNeutralForegroundDisabled:s[36],colorNeutralForegroundInvertedDisabled:$[40],colorBrandForegroundLink:t[100],colorBrandForegroundLinkHover:t[110],colorBrandForegroundLinkPressed:t[90],colorBrandForegroundLinkSelected:t[100],colorNeutralForeground2Link:s[84],colorNeutralForeground2LinkHover:g,colorNeutralForeground2LinkPressed:g,colorNeutralForeground2LinkSelected:g,colorCompoundBrandForeground1:t[100],colorCompoundBrandForeground1Hover:t[110],colorCompoundBrandForeground1Pressed:t[90],colorBrandForeground1:t[100],colorBrandForeground2:t[110],colorBrandForeground2Hover:t[130],colorBrandForeground2Pressed:t[160],colorNeutralForeground1Static:s[14],colorNeutralForegroundStaticInverted:g,colorNeutralForegroundInverted:s[14],colorNeutralForegroundInvertedHover:s[14],colorNeutralForegroundInvertedPressed:s[14],colorNeutralForegroundInvertedSelected:s[14],colorNeutralForegroundInverted2:s[14],colorNeutralForegroundOnBrand:g,colorNeutralForegroundInvertedLink:g,colorNeutralForegroundInvertedLinkHover:g,colorNeutralForegroundInvertedLinkPressed:g,colorNeutralForegroundInvertedLinkSelected:g,colorBrandForegroundInverted:t[80],colorBrandForegroundInvertedHover:t[70],colorBrandForegroundInvertedPressed:t[60],colorBrandForegroundOnLight:t[80],colorBrandForegroundOnLightHover:t[70],colorBrandForegroundOnLightPressed:t[50],colorBrandForegroundOnLightSelected:t[60],colorNeutralBackground1:s[16],colorNeutralBackground1Hover:s[24],colorNeutralBackground1Pressed:s[12],colorNeutralBackground1Selected:s[22],colorNeutralBackground2:s[12],colorNeutralBackground2Hover:s[20],colorNeutralBackground2Pressed:s[8],colorNeutralBackground2Selected:s[18],colorNeutralBackground3:s[8],colorNeutralBackground3Hover:s[16],colorNeutralBackground3Pressed:s[4],colorNeutralBackground3Selected:s[14],colorNeutralBackground4:s[4],colorNeutralBackground4Hover:s[12],colorNeutralBackground4Pressed:ot,colorNeutralBackground4Selected:s[10],colorNeutralBackground5:ot,colorNeutralBackground5Hover:s[8],colorNeutralBackground5Pressed:s[2],colorNeutralBackground5Selected:s[6],colorNeutralBackground6:s[20],colorNeutralBackground7:"#00000000",colorNeutralBackground7Hover:s[10],colorNeutralBackground7Pressed:s[4],colorNeutralBackground7Selected:"#00000000",colorNeutralBackground8:s[16],colorNeutralBackgroundInverted:g,colorNeutralBackgroundInvertedHover:s[96],colorNeutralBackgroundInvertedPressed:s[88],colorNeutralBackgroundInvertedSelected:s[92],colorNeutralBackgroundStatic:s[24],colorNeutralBackgroundAlpha:Pi[50],colorNeutralBackgroundAlpha2:Ni[70],colorSubtleBackground:"transparent",colorSubtleBackgroundHover:s[22],colorSubtleBackgroundPressed:s[18],colorSubtleBackgroundSelected:s[20],colorSubtleBackgroundLightAlphaHover:Uo[80],colorSubtleBackgroundLightAlphaPressed:Uo[50],colorSubtleBackgroundLightAlphaSelected:"transparent",colorSubtleBackgroundInverted:"transparent",colorSubtleBackgroundInvertedHover:z[10],colorSubtleBackgroundInvertedPressed:z[30],colorSubtleBackgroundInvertedSelected:z[20],colorTransparentBackground:"transparent",colorTransparentBackgroundHover:"transparent",colorTransparentBackgroundPressed:"transparent",colorTransparentBackgroundSelected:"transparent",colorNeutralBackgroundDisabled:s[8],colorNeutralBackgroundDisabled2:s[16],colorNeutralBackgroundInvertedDisabled:$[10],colorNeutralStencil1:s[34],colorNeutralStencil2:s[20],colorNeutralStencil1Alpha:$[10],colorNeutralStencil2Alpha:$[5],colorBackgroundOverlay:z[50],colorScrollbarOverlay:$[60],colorBrandBackground:t[70],colorBrandBackgroundHover:t[80],colorBrandBackgroundPressed:t[40],colorBrandBackgroundSelected:t[60],colorCompoundBrandBackground:t[100],colorCompoundBrandBackgroundHover:t[110],colorCompoundBrandBackgroundPressed:t[90],colorBrandBackgroundStatic:t[80],colorBrandBackground2:t[20],colorBrandBackground2Hover:t[40],colorBrandBackground2Pressed:t[10],colorBrandBackground3Static:t[60],colorBrandBackground4Static:t[40],colorBrandBackgroundInverted:g,colorBrandBackgroundInvertedHover:t[160],colorBrandBackgroundInvertedPressed:t[140],colorBrandBackgroundInvertedSelected:t[150],colorNeutralCardBackground:s[20],colorNeutralCardBackgroundHover:s[24],colorNeutralCardBackgroundPressed:s[18],colorNeutralCardBackgroundSelected:s[22],colorNeutralCardBackgroundDisabled:s[8],colorNeutralStrokeAccessible:s[68],colorNeutralStrokeAccessibleHover:s[74],colorNeutralStrokeAccessiblePressed:s[70],colorNeutralStrokeAccessibleSelected:t[100],colorNeutralStroke1:s[40],colorNeutralStroke1Hover:s[46],colorNeutralStroke1Pressed:s[42],colorNeutralStroke1Selected:s[44],colorNeutralStroke2:s[32],colorNeutralStroke3:s[24],colorNeutralStroke4:s[24],colorNeutralStroke4Hover:s[18],colorNeutralStroke4Pressed:s[14],colorNeutralStroke4Selected:s[24],colorNeutralStrokeSubtle:s[4],colorNeutralStrokeOnBrand:s[16],colorNeutralStrokeOnBrand2:g,colorNeutralStrokeOnBrand2Hover:g,colorNeutralStrokeOnBrand2Pressed:g,colorNeutralStrokeOnBrand2Selected:g,colorBrandStroke1:t[100],colorBrandStroke2:t[50],colorBrandStroke2Hover:t[50],colorBrandStroke2Pressed:t[30],colorBrandStroke2Contrast:t[50],colorCompoundBrandStroke:t[100],colorCompoundBrandStrokeHover:t[110],colorCompoundBrandStrokePressed:t[90],colorNeutralStrokeDisabled:s[26],colorNeutralStrokeDisabled2:s[24],colorNeutralStrokeInvertedDisabled:$[40],colorTransparentStroke:"transparent",colorTransparentStrokeInteractive:"transparent",colorTransparentStrokeDisabled:"transparent",colorNeutralStrokeAlpha:$[10],colorNeutralStrokeAlpha2:$[20],colorStrokeFocus1:ot,colorStrokeFocus2:g,colorNeutralShadowAmbient:"rgba(0,0,0,0.24)",colorNeutralShadowKey:"rgba(0,0,0,0.28)",colorNeutralShadowAmbientLighter:"rgba(0,0,0,0.12)",colorNeutralShadowKeyLighter:"rgba(0,0,0,0.14)",colorNeutralShadowAmbientDarker:"rgba(0,0,0,0.40)",colorNeutralShadowKeyDarker:"rgba(0,0,0,0.48)",colorBrandShadowAmbient:"rgba(0,0,0,0.30)",colorBrandShadowKey:"rgba(0,0,0,0.25)"});var us=t=>{let e=ds(t);return{...It,...Ht,...Lt,...Rt,...Dt,..._t,...zr,...Vr,...Or,...Er,...e,...cs,...me,...nt(e.colorNeutralShadowAmbient,e.colorNeutralShadowKey),...nt(e.colorBrandShadowAmbient,e.colorBrandShadowKey,"Brand")}};var Et=us(jr);var Xo="keyless.theme",Ko=matchMedia("(prefers-color-scheme: dark)"),at=()=>{let t=localStorage.getItem(Xo);return t?t==="dark":Ko.matches};function Ur(){Rr(at()?Et:Mt),document.documentElement.dataset.theme=at()?"dark":"light",dispatchEvent(new Event("keyless-theme"))}function ps(){let t=!at();t===Ko.matches?localStorage.removeItem(Xo):localStorage.setItem(Xo,t?"dark":"light"),Ur()}Ko.addEventListener("change",Ur);var Wr=globalThis,qr=Wr.ShadowRoot&&(Wr.ShadyCSS===void 0||Wr.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,gs=Symbol(),hs=new WeakMap,Gr=class{constructor(e,r,o){if(this._$cssResult$=!0,o!==gs)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=r}get styleSheet(){let e=this.o,r=this.t;if(qr&&e===void 0){let o=r!==void 0&&r.length===1;o&&(e=hs.get(r)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),o&&hs.set(r,e))}return e}toString(){return this.cssText}},fs=t=>new Gr(typeof t=="string"?t:t+"",void 0,gs);var ms=(t,e)=>{if(qr)t.adoptedStyleSheets=e.map(r=>r instanceof CSSStyleSheet?r:r.styleSheet);else for(let r of e){let o=document.createElement("style"),n=Wr.litNonce;n!==void 0&&o.setAttribute("nonce",n),o.textContent=r.cssText,t.appendChild(o)}},Yo=qr?t=>t:t=>t instanceof CSSStyleSheet?(e=>{let r="";for(let o of e.cssRules)r+=o.cssText;return fs(r)})(t):t;var{is:bc,defineProperty:yc,getOwnPropertyDescriptor:Sc,getOwnPropertyNames:kc,getOwnPropertySymbols:Bc,getPrototypeOf:xc}=Object,Xr=globalThis,vs=Xr.trustedTypes,Pc=vs?vs.emptyScript:"",Nc=Xr.reactiveElementPolyfillSupport,Ot=(t,e)=>t,Jo={toAttribute(t,e){switch(e){case Boolean:t=t?Pc:null;break;case Object:case Array:t=t==null?t:JSON.stringify(t)}return t},fromAttribute(t,e){let r=t;switch(e){case Boolean:r=t!==null;break;case Number:r=t===null?null:Number(t);break;case Object:case Array:try{r=JSON.parse(t)}catch{r=null}}return r}},ys=(t,e)=>!bc(t,e),bs={attribute:!0,type:String,converter:Jo,reflect:!1,useDefault:!1,hasChanged:ys};Symbol.metadata??=Symbol("metadata"),Xr.litPropertyMetadata??=new WeakMap;var ve=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,r=bs){if(r.state&&(r.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((r=Object.create(r)).wrapped=!0),this.elementProperties.set(e,r),!r.noAccessor){let o=Symbol(),n=this.getPropertyDescriptor(e,o,r);n!==void 0&&yc(this.prototype,e,n)}}static getPropertyDescriptor(e,r,o){let{get:n,set:a}=Sc(this.prototype,e)??{get(){return this[r]},set(i){this[r]=i}};return{get:n,set(i){let l=n?.call(this);a?.call(this,i),this.requestUpdate(e,l,o)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??bs}static _$Ei(){if(this.hasOwnProperty(Ot("elementProperties")))return;let e=xc(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(Ot("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(Ot("properties"))){let r=this.properties,o=[...kc(r),...Bc(r)];for(let n of o)this.createProperty(n,r[n])}let e=this[Symbol.metadata];if(e!==null){let r=litPropertyMetadata.get(e);if(r!==void 0)for(let[o,n]of r)this.elementProperties.set(o,n)}this._$Eh=new Map;for(let[r,o]of this.elementProperties){let n=this._$Eu(r,o);n!==void 0&&this._$Eh.set(n,r)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let r=[];if(Array.isArray(e)){let o=new Set(e.flat(1/0).reverse());for(let n of o)r.unshift(Yo(n))}else e!==void 0&&r.push(Yo(e));return r}static _$Eu(e,r){let o=r.attribute;return o===!1?void 0:typeof o=="string"?o:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,r=this.constructor.elementProperties;for(let o of r.keys())this.hasOwnProperty(o)&&(e.set(o,this[o]),delete this[o]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return ms(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,r,o){this._$AK(e,o)}_$ET(e,r){let o=this.constructor.elementProperties.get(e),n=this.constructor._$Eu(e,o);if(n!==void 0&&o.reflect===!0){let a=(o.converter?.toAttribute!==void 0?o.converter:Jo).toAttribute(r,o.type);this._$Em=e,a==null?this.removeAttribute(n):this.setAttribute(n,a),this._$Em=null}}_$AK(e,r){let o=this.constructor,n=o._$Eh.get(e);if(n!==void 0&&this._$Em!==n){let a=o.getPropertyOptions(n),i=typeof a.converter=="function"?{fromAttribute:a.converter}:a.converter?.fromAttribute!==void 0?a.converter:Jo;this._$Em=n;let l=i.fromAttribute(r,a.type);this[n]=l??this._$Ej?.get(n)??l,this._$Em=null}}requestUpdate(e,r,o,n=!1,a){if(e!==void 0){let i=this.constructor;if(n===!1&&(a=this[e]),o??=i.getPropertyOptions(e),!((o.hasChanged??ys)(a,r)||o.useDefault&&o.reflect&&a===this._$Ej?.get(e)&&!this.hasAttribute(i._$Eu(e,o))))return;this.C(e,r,o)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,r,{useDefault:o,reflect:n,wrapped:a},i){o&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,i??r??this[e]),a!==!0||i!==void 0)||(this._$AL.has(e)||(this.hasUpdated||o||(r=void 0),this._$AL.set(e,r)),n===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(r){Promise.reject(r)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[n,a]of this._$Ep)this[n]=a;this._$Ep=void 0}let o=this.constructor.elementProperties;if(o.size>0)for(let[n,a]of o){let{wrapped:i}=a,l=this[n];i!==!0||this._$AL.has(n)||l===void 0||this.C(n,void 0,a,l)}}let e=!1,r=this._$AL;try{e=this.shouldUpdate(r),e?(this.willUpdate(r),this._$EO?.forEach(o=>o.hostUpdate?.()),this.update(r)):this._$EM()}catch(o){throw e=!1,this._$EM(),o}e&&this._$AE(r)}willUpdate(e){}_$AE(e){this._$EO?.forEach(r=>r.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(r=>this._$ET(r,this[r])),this._$EM()}updated(e){}firstUpdated(e){}};ve.elementStyles=[],ve.shadowRootOptions={mode:"open"},ve[Ot("elementProperties")]=new Map,ve[Ot("finalized")]=new Map,Nc?.({ReactiveElement:ve}),(Xr.reactiveElementVersions??=[]).push("2.1.2");var nn=globalThis,Ss=t=>t,Kr=nn.trustedTypes,ks=Kr?Kr.createPolicy("lit-html",{createHTML:t=>t}):void 0,ws="$lit$",Pe=`lit$${Math.random().toFixed(9).slice(2)}$`,Ts="?"+Pe,Ac=`<${Ts}>`,_e=document,Vt=()=>_e.createComment(""),jt=t=>t===null||typeof t!="object"&&typeof t!="function",an=Array.isArray,wc=t=>an(t)||typeof t?.[Symbol.iterator]=="function",Qo=`[ 	
\f\r]`,zt=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Bs=/-->/g,xs=/>/g,De=RegExp(`>|${Qo}(?:([^\\s"'>=/]+)(${Qo}*=${Qo}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Ps=/'/g,Ns=/"/g,$s=/^(?:script|style|textarea|title)$/i,sn=t=>(e,...r)=>({_$litType$:t,strings:e,values:r}),h=sn(1),Fs=sn(2),xf=sn(3),Me=Symbol.for("lit-noChange"),S=Symbol.for("lit-nothing"),As=new WeakMap,Re=_e.createTreeWalker(_e,129);function Cs(t,e){if(!an(t)||!t.hasOwnProperty("raw"))throw Error("invalid template strings array");return ks!==void 0?ks.createHTML(e):e}var Tc=(t,e)=>{let r=t.length-1,o=[],n,a=e===2?"<svg>":e===3?"<math>":"",i=zt;for(let l=0;l<r;l++){let d=t[l],u,c,p=-1,f=0;for(;f<d.length&&(i.lastIndex=f,c=i.exec(d),c!==null);)f=i.lastIndex,i===zt?c[1]==="!--"?i=Bs:c[1]!==void 0?i=xs:c[2]!==void 0?($s.test(c[2])&&(n=RegExp("</"+c[2],"g")),i=De):c[3]!==void 0&&(i=De):i===De?c[0]===">"?(i=n??zt,p=-1):c[1]===void 0?p=-2:(p=i.lastIndex-c[2].length,u=c[1],i=c[3]===void 0?De:c[3]==='"'?Ns:Ps):i===Ns||i===Ps?i=De:i===Bs||i===xs?i=zt:(i=De,n=void 0);let b=i===De&&t[l+1].startsWith("/>")?" ":"";a+=i===zt?d+Ac:p>=0?(o.push(u),d.slice(0,p)+ws+d.slice(p)+Pe+b):d+Pe+(p===-2?l:b)}return[Cs(t,a+(t[r]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),o]},Ut=class t{constructor({strings:e,_$litType$:r},o){let n;this.parts=[];let a=0,i=0,l=e.length-1,d=this.parts,[u,c]=Tc(e,r);if(this.el=t.createElement(u,o),Re.currentNode=this.el.content,r===2||r===3){let p=this.el.content.firstChild;p.replaceWith(...p.childNodes)}for(;(n=Re.nextNode())!==null&&d.length<l;){if(n.nodeType===1){if(n.hasAttributes())for(let p of n.getAttributeNames())if(p.endsWith(ws)){let f=c[i++],b=n.getAttribute(p).split(Pe),x=/([.?@])?(.*)/.exec(f);d.push({type:1,index:a,name:x[2],strings:b,ctor:x[1]==="."?en:x[1]==="?"?tn:x[1]==="@"?rn:st}),n.removeAttribute(p)}else p.startsWith(Pe)&&(d.push({type:6,index:a}),n.removeAttribute(p));if($s.test(n.tagName)){let p=n.textContent.split(Pe),f=p.length-1;if(f>0){n.textContent=Kr?Kr.emptyScript:"";for(let b=0;b<f;b++)n.append(p[b],Vt()),Re.nextNode(),d.push({type:2,index:++a});n.append(p[f],Vt())}}}else if(n.nodeType===8)if(n.data===Ts)d.push({type:2,index:a});else{let p=-1;for(;(p=n.data.indexOf(Pe,p+1))!==-1;)d.push({type:7,index:a}),p+=Pe.length-1}a++}}static createElement(e,r){let o=_e.createElement("template");return o.innerHTML=e,o}};function it(t,e,r=t,o){if(e===Me)return e;let n=o!==void 0?r._$Co?.[o]:r._$Cl,a=jt(e)?void 0:e._$litDirective$;return n?.constructor!==a&&(n?._$AO?.(!1),a===void 0?n=void 0:(n=new a(t),n._$AT(t,r,o)),o!==void 0?(r._$Co??=[])[o]=n:r._$Cl=n),n!==void 0&&(e=it(t,n._$AS(t,e.values),n,o)),e}var Zo=class{constructor(e,r){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=r}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:r},parts:o}=this._$AD,n=(e?.creationScope??_e).importNode(r,!0);Re.currentNode=n;let a=Re.nextNode(),i=0,l=0,d=o[0];for(;d!==void 0;){if(i===d.index){let u;d.type===2?u=new Wt(a,a.nextSibling,this,e):d.type===1?u=new d.ctor(a,d.name,d.strings,this,e):d.type===6&&(u=new on(a,this,e)),this._$AV.push(u),d=o[++l]}i!==d?.index&&(a=Re.nextNode(),i++)}return Re.currentNode=_e,n}p(e){let r=0;for(let o of this._$AV)o!==void 0&&(o.strings!==void 0?(o._$AI(e,o,r),r+=o.strings.length-2):o._$AI(e[r])),r++}},Wt=class t{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,r,o,n){this.type=2,this._$AH=S,this._$AN=void 0,this._$AA=e,this._$AB=r,this._$AM=o,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,r=this._$AM;return r!==void 0&&e?.nodeType===11&&(e=r.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,r=this){e=it(this,e,r),jt(e)?e===S||e==null||e===""?(this._$AH!==S&&this._$AR(),this._$AH=S):e!==this._$AH&&e!==Me&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):wc(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==S&&jt(this._$AH)?this._$AA.nextSibling.data=e:this.T(_e.createTextNode(e)),this._$AH=e}$(e){let{values:r,_$litType$:o}=e,n=typeof o=="number"?this._$AC(e):(o.el===void 0&&(o.el=Ut.createElement(Cs(o.h,o.h[0]),this.options)),o);if(this._$AH?._$AD===n)this._$AH.p(r);else{let a=new Zo(n,this),i=a.u(this.options);a.p(r),this.T(i),this._$AH=a}}_$AC(e){let r=As.get(e.strings);return r===void 0&&As.set(e.strings,r=new Ut(e)),r}k(e){an(this._$AH)||(this._$AH=[],this._$AR());let r=this._$AH,o,n=0;for(let a of e)n===r.length?r.push(o=new t(this.O(Vt()),this.O(Vt()),this,this.options)):o=r[n],o._$AI(a),n++;n<r.length&&(this._$AR(o&&o._$AB.nextSibling,n),r.length=n)}_$AR(e=this._$AA.nextSibling,r){for(this._$AP?.(!1,!0,r);e!==this._$AB;){let o=Ss(e).nextSibling;Ss(e).remove(),e=o}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},st=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,r,o,n,a){this.type=1,this._$AH=S,this._$AN=void 0,this.element=e,this.name=r,this._$AM=n,this.options=a,o.length>2||o[0]!==""||o[1]!==""?(this._$AH=Array(o.length-1).fill(new String),this.strings=o):this._$AH=S}_$AI(e,r=this,o,n){let a=this.strings,i=!1;if(a===void 0)e=it(this,e,r,0),i=!jt(e)||e!==this._$AH&&e!==Me,i&&(this._$AH=e);else{let l=e,d,u;for(e=a[0],d=0;d<a.length-1;d++)u=it(this,l[o+d],r,d),u===Me&&(u=this._$AH[d]),i||=!jt(u)||u!==this._$AH[d],u===S?e=S:e!==S&&(e+=(u??"")+a[d+1]),this._$AH[d]=u}i&&!n&&this.j(e)}j(e){e===S?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},en=class extends st{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===S?void 0:e}},tn=class extends st{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==S)}},rn=class extends st{constructor(e,r,o,n,a){super(e,r,o,n,a),this.type=5}_$AI(e,r=this){if((e=it(this,e,r,0)??S)===Me)return;let o=this._$AH,n=e===S&&o!==S||e.capture!==o.capture||e.once!==o.once||e.passive!==o.passive,a=e!==S&&(o===S||n);n&&this.element.removeEventListener(this.name,this,o),a&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},on=class{constructor(e,r,o){this.element=e,this.type=6,this._$AN=void 0,this._$AM=r,this.options=o}get _$AU(){return this._$AM._$AU}_$AI(e){it(this,e)}};var $c=nn.litHtmlPolyfillSupport;$c?.(Ut,Wt),(nn.litHtmlVersions??=[]).push("3.3.3");var Is=(t,e,r)=>{let o=r?.renderBefore??e,n=o._$litPart$;if(n===void 0){let a=r?.renderBefore??null;o._$litPart$=n=new Wt(e.insertBefore(Vt(),a),a,void 0,r??{})}return n._$AI(t),n};var ln=globalThis,Ne=class extends ve{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let r=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=Is(r,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return Me}};Ne._$litElement$=!0,Ne.finalized=!0,ln.litElementHydrateSupport?.({LitElement:Ne});var Fc=ln.litElementPolyfillSupport;Fc?.({LitElement:Ne});(ln.litElementVersions??=[]).push("4.2.2");var H=JSON.parse(document.querySelector('meta[name="keyless"]').content);var Cc={arm:"https://management.azure.com",graph:"https://graph.microsoft.com",models:"https://cognitiveservices.azure.com"},ne=class extends Error{constructor(r,o,n=0){super(o);this.code=r;this.number=n}},un="keyless.pending",pn="keyless.signed-out",hn=H.login+"/organizations/oauth2/v2.0",Ls,Yr="",Jr=new Map,cn=new Map,ae=()=>Ls,Ds=t=>btoa(String.fromCharCode(...t)).replaceAll("+","-").replaceAll("/","_").replaceAll("=",""),dn=()=>Ds(crypto.getRandomValues(new Uint8Array(32)));async function Rs(){if(location.origin+"/"!==H.redirect)return location.replace(H.redirect+location.hash),gn();let t=new URLSearchParams(location.hash.slice(1));return t.has("state")&&(t.has("code")||t.has("error"))?(await Ic(t),"signed-in"):sessionStorage.getItem(pn)?"signed-out":Gt()}async function Gt(t={}){let e={state:dn(),nonce:dn(),verifier:dn(),route:t.route??location.hash};sessionStorage.removeItem(pn),sessionStorage.setItem(un,JSON.stringify(e));let r=await crypto.subtle.digest("SHA-256",new TextEncoder().encode(e.verifier)),o=new URLSearchParams({client_id:H.clientId,response_type:"code",response_mode:"fragment",redirect_uri:H.redirect,scope:Es("arm"),state:e.state,nonce:e.nonce,code_challenge:Ds(new Uint8Array(r)),code_challenge_method:"S256"});return t.prompt&&o.set("prompt",t.prompt),location.assign(hn+"/authorize?"+o),gn()}async function _s(){return Jr.clear(),Yr="",sessionStorage.setItem(pn,"1"),location.assign(hn+"/logout?"+new URLSearchParams({client_id:H.clientId,post_logout_redirect_uri:H.redirect})),gn()}async function Ic(t){let e=JSON.parse(sessionStorage.getItem(un)??"null");if(sessionStorage.removeItem(un),history.replaceState(null,"",location.pathname+(e?.route??"")),!e||e.state!==t.get("state"))throw new ne("invalid_state","This answer does not belong to a sign-in that this window began. Sign in again.");let r=t.get("error");if(r)throw Ms(r,t.get("error_description")??r,Number(t.get("error_codes")??0));let o=await Os("arm",{grant_type:"authorization_code",code:t.get("code"),redirect_uri:H.redirect,code_verifier:e.verifier});if(!o||o.nonce!==e.nonce)throw new ne("invalid_nonce","The ID token was not made for this sign-in. Sign in again.");Ls={id:String(o.oid),tenant:String(o.tid),name:String(o.name??o.preferred_username??o.oid),userName:String(o.preferred_username??"")}}function Ms(t,e,r){let o=/^AADSTS(\d+): /.exec(e);return new ne(t,e.split(" Trace ID: ")[0],r||Number(o?.[1]??0))}var Es=t=>Cc[t]+"/.default openid profile offline_access";async function Os(t,e){let r=await fetch(hn+"/token",{method:"POST",body:new URLSearchParams({client_id:H.clientId,scope:Es(t),...e})}),o=await r.json();if(!r.ok)throw Ms(o.error,o.error_description??o.error,o.error_codes?.[0]??0);return Yr=o.refresh_token??Yr,Jr.set(t,{token:o.access_token,until:Date.now()+o.expires_in*1e3}),o.id_token?Hc(o.id_token):void 0}function Hc(t){let e=Uint8Array.from(atob(t.split(".")[1].replaceAll("-","+").replaceAll("_","/")),r=>r.charCodeAt(0));return JSON.parse(new TextDecoder().decode(e))}var Hs=Promise.resolve();function zs(t,e=!1){let r=Jr.get(t);if(!e&&r&&r.until>Date.now()+6e4)return Promise.resolve(r.token);let o=cn.get(t);if(o)return o;let n=Hs.then(()=>Lc(t)).finally(()=>cn.delete(t));return Hs=n.catch(()=>{}),cn.set(t,n),n}async function Lc(t){try{await Os(t,{grant_type:"refresh_token",refresh_token:Yr})}catch(e){if(e instanceof ne&&["invalid_grant","interaction_required","login_required"].includes(e.code))return Gt();throw e}return Jr.get(t).token}var gn=()=>new Promise(()=>{});var lt=class extends Error{constructor(r,o,n,a,i,l,d){super(r);this.status=o;this.code=n;this.requestId=a;this.decision=i;this.retryAfter=l;this.body=d}};async function Rc(t,e,r={}){let o=await Vs(t,e,r,!1);if(o.status===401&&_c(o)&&(o=await Vs(t,e,r,!0)),o.ok)return o;throw await Mc(o)}async function Vs(t,e,r,o){let n={...r.headers,authorization:"Bearer "+await zs(t,o)};r.body!==void 0&&(n["content-type"]="application/json");let a={method:r.method??"GET",headers:n,cache:"no-store",credentials:"omit",redirect:"error"};r.body!==void 0&&(a.body=JSON.stringify(r.body)),r.signal&&(a.signal=r.signal);try{return await fetch(e,a)}catch(i){throw i instanceof DOMException&&i.name==="AbortError"?i:new lt("The server does not answer. It may be restarting: try again.",0,"NoAnswer","","",0,void 0)}}var _c=t=>/invalid_token|insufficient_claims/.test(t.headers.get("www-authenticate")??"");async function Mc(t){let e=await t.text(),r=e;try{r=JSON.parse(e)}catch{}let o=r?.error??r??{},n=a=>t.headers.get(a)??"";return new lt(typeof o.message=="string"&&o.message?o.message:`The server answered ${t.status}.`,t.status,String(o.code??t.status),n("x-ms-request-id")||n("request-id")||n("apim-request-id"),n("x-keyless-decision"),Number(n("retry-after"))||0,r)}async function Ec(t,e,r){let n=await(await Rc(t,e,r)).text();return n?JSON.parse(n):void 0}function Qr(t,e,r){let o=new URL(t.startsWith("https://")?t:H.arm+t);return o.searchParams.has("api-version")||o.searchParams.set("api-version",e),Ec("arm",Oc(H.arm,o.href),r)}function Oc(t,e){if(!e.startsWith(t+"/"))throw new Error("not an address of this server: "+e);return e}async function Zr(t,e,r=5e3){let o=[];for(let n=t;n&&o.length<r;){let a=await Qr(n,e);o.push(...a.value),n=a.nextLink}return o}var Xt={subscriptions:"2022-12-01",resources:"2021-04-01",management:"2020-05-01",cognitive:"2024-10-01",authorization:"2022-04-01",insights:"2015-04-01",keyless:"2026-01-01"},qt="Microsoft.CognitiveServices/accounts",zc=()=>Zr("/subscriptions",Xt.subscriptions);async function js(){return(await Promise.all((await zc()).map(e=>Zr(e.id+"/resources",Xt.resources)))).flat()}var Us=t=>Qr(t,Xt.cognitive),Ws=t=>Zr(t+"/deployments",Xt.cognitive);var Vc=(t,e)=>t.replace(/\/$/,"")+"/providers/Microsoft.Keyless/"+e;var Gs=(t,e,r)=>Qr(Vc(t,"checkAccess"),Xt.keyless,{method:"POST",body:{Subject:{Attributes:{ObjectId:e}},Actions:r.map(o=>({Id:o.id,IsDataAction:o.data}))}});var fn={models:qt+"/MaaS/chat/completions/action",openai:qt+"/OpenAI/deployments/chat/completions/action",anthropic:qt+"/AIServices/providers/action"};var mn=()=>{let[t="",e=""]=location.hash.slice(1).split("?",2);return{path:t||"/home",query:new URLSearchParams(e)}};function ct(t,e={}){let r=Object.entries(e).filter(n=>!!n[1]),o=new URLSearchParams(r).toString();return"#"+t.split("/").map(n=>encodeURIComponent(qs(n))).join("/")+(o?"?"+o:"")}function vn(t){let{path:e,query:r}=mn(),o=t.filter(a=>e===a.path||e.startsWith(a.path+"/")).sort((a,i)=>i.path.length-a.path.length)[0];if(!o)return;let n=e.slice(o.path.length).split("/").map(qs).join("/");return{page:o,route:{path:e,rest:n,query:r}}}function qs(t){try{return decodeURIComponent(t)}catch{return t}}var Xs={home:"M9 2.39a1.5 1.5 0 0 1 2 0l5.5 4.94c.32.28.5.69.5 1.12v7.05c0 .83-.67 1.5-1.5 1.5H13a1.5 1.5 0 0 1-1.5-1.5V12a.5.5 0 0 0-.5-.5H9a.5.5 0 0 0-.5.5v3.5c0 .83-.67 1.5-1.5 1.5H4.5A1.5 1.5 0 0 1 3 15.5V8.45c0-.43.18-.84.5-1.12zm1.33.74a.5.5 0 0 0-.66 0l-5.5 4.94a.5.5 0 0 0-.17.38v7.05c0 .28.22.5.5.5H7a.5.5 0 0 0 .5-.5V12c0-.83.67-1.5 1.5-1.5h2c.83 0 1.5.67 1.5 1.5v3.5c0 .28.22.5.5.5h2.5a.5.5 0 0 0 .5-.5V8.45a.5.5 0 0 0-.17-.38z",peopleLock:"M6.75 3.5a2.25 2.25 0 1 0 0 4.5 2.25 2.25 0 0 0 0-4.5M3.5 5.75a3.25 3.25 0 1 1 6.5 0 3.25 3.25 0 0 1-6.5 0m7.5 8.72C10.23 15.3 8.93 16 6.75 16c-2.51 0-3.87-.92-4.57-1.93a4 4 0 0 1-.68-1.99V12c0-1.1.9-2 2-2H10a2 2 0 0 1 2 2v.08l-.01.18v.02A2 2 0 0 0 11 14zm-8.5-2.4v.1l.06.32c.07.27.2.64.45 1C3.49 14.2 4.5 15 6.75 15s3.26-.8 3.74-1.5a3 3 0 0 0 .5-1.42l.01-.02V12a1 1 0 0 0-1-1H3.5a1 1 0 0 0-1 1zM14.5 5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3M12 6.5a2.5 2.5 0 1 1 5 0 2.5 2.5 0 0 1-5 0m1.5 5.5v1H13a1 1 0 0 0-1 1v4a1 1 0 0 0 1 1h5a1 1 0 0 0 1-1v-4a1 1 0 0 0-1-1h-.5v-1a2 2 0 1 0-4 0m1 1v-1a1 1 0 1 1 2 0v1zm1 2.25a.75.75 0 1 1 0 1.5.75.75 0 0 1 0-1.5",keyMultiple:"M10.32 2.01 10 2a4 4 0 0 0-3.84 5.13l-3.98 3.99a.6.6 0 0 0-.18.42v2.86c0 .33.27.6.6.6h2.8a.6.6 0 0 0 .6-.6V13h1.9a.6.6 0 0 0 .6-.6v-1.7l.73-.73q-.32-.39-.56-.84l-1 .99a.6.6 0 0 0-.17.42V12H5.6a.6.6 0 0 0-.6.6V14H3v-2.3L7.32 7.4l-.12-.3a3 3 0 0 1 1.96-3.97q.5-.64 1.16-1.1m3.18 4.24a.75.75 0 1 0 0-1.5.75.75 0 0 0 0 1.5M9 6.5a4.5 4.5 0 1 1 7 3.74v2.05l.78.79a.6.6 0 0 1 0 .84L15.71 15l1.06 1.07a.6.6 0 0 1-.04.89l-2.36 1.88a.6.6 0 0 1-.74 0l-2.4-1.92a.6.6 0 0 1-.23-.47v-6.2A4.5 4.5 0 0 1 9 6.5M13.5 3a3.5 3.5 0 0 0-1.75 6.53.5.5 0 0 1 .25.43v6.3l2 1.6 1.75-1.4-1.03-1.04a.6.6 0 0 1 0-.84l1.07-1.08-.61-.62a.6.6 0 0 1-.18-.42v-2.5q.01-.28.25-.43A3.5 3.5 0 0 0 13.5 3",shieldCheckmark:"M9.72 2.08a.5.5 0 0 1 .56 0q2.9 1.94 6.3 2.43A.5.5 0 0 1 17 5v4.6q-.48-.25-1-.4V5.44a16 16 0 0 1-5.6-2.08L10 3.1l-.4.25A16 16 0 0 1 4 5.43V9.5c0 3.24 1.8 5.64 5.48 7.25q.3.65.74 1.2l-.04.02a.5.5 0 0 1-.36 0C5.31 16.23 3 13.39 3 9.5V5a.5.5 0 0 1 .43-.5 15 15 0 0 0 6.3-2.42M19 14.5a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0m-2.15-1.85a.5.5 0 0 0-.7 0l-2.65 2.64-.65-.64a.5.5 0 0 0-.7.7l1 1c.2.2.5.2.7 0l3-3a.5.5 0 0 0 0-.7",chat:"M10 2a8 8 0 1 1-3.61 15.14l-.12-.07-3.65.92a.5.5 0 0 1-.62-.45v-.08l.01-.08.92-3.64-.07-.12a8 8 0 0 1-.83-2.9l-.02-.37L2 10a8 8 0 0 1 8-8m0 1a7 7 0 0 0-6.1 10.42.5.5 0 0 1 .06.28l-.02.1-.75 3.01 3.02-.75.19-.01.09.02.09.04A7 7 0 1 0 10 3m.5 8a.5.5 0 0 1 .09 1H7.5a.5.5 0 0 1-.09-1h3.09m2-3a.5.5 0 0 1 .09 1H7.5a.5.5 0 0 1-.09-1h5.09",questionCircle:"M10 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16m0 1a7 7 0 1 0 0 14 7 7 0 0 0 0-14m0 10.5a.75.75 0 1 1 0 1.5.75.75 0 0 1 0-1.5m0-8a2.5 2.5 0 0 1 1.65 4.38l-.15.12-.22.17-.09.07-.16.15c-.33.36-.53.85-.53 1.61a.5.5 0 0 1-1 0 3.2 3.2 0 0 1 1.16-2.62l.25-.19.12-.1A1.5 1.5 0 0 0 10 6.5c-.83 0-1.5.67-1.5 1.5a.5.5 0 0 1-1 0A2.5 2.5 0 0 1 10 5.5",dataTrending:"M2.5 2c.28 0 .5.22.5.5v13c0 .83.67 1.5 1.5 1.5h13a.5.5 0 0 1 0 1h-13A2.5 2.5 0 0 1 2 15.5v-13c0-.28.22-.5.5-.5M12 5.5c0-.28.22-.5.5-.5h4c.28 0 .5.22.5.5v4a.5.5 0 0 1-1 0V6.7l-4.65 4.65a.5.5 0 0 1-.7 0L9 9.71l-3.15 3.14a.5.5 0 0 1-.7-.7l3.5-3.5a.5.5 0 0 1 .7 0L11 10.29 15.3 6h-2.8a.5.5 0 0 1-.5-.5",appsList:"M2 3.5C2 2.67 2.67 2 3.5 2h1C5.33 2 6 2.67 6 3.5v1C6 5.33 5.33 6 4.5 6h-1A1.5 1.5 0 0 1 2 4.5zM3.5 3a.5.5 0 0 0-.5.5v1c0 .28.22.5.5.5h1a.5.5 0 0 0 .5-.5v-1a.5.5 0 0 0-.5-.5zM2 9.5C2 8.67 2.67 8 3.5 8h1C5.33 8 6 8.67 6 9.5v1c0 .83-.67 1.5-1.5 1.5h-1A1.5 1.5 0 0 1 2 10.5zM3.5 9a.5.5 0 0 0-.5.5v1c0 .28.22.5.5.5h1a.5.5 0 0 0 .5-.5v-1a.5.5 0 0 0-.5-.5zM2 15.5c0-.83.67-1.5 1.5-1.5h1c.83 0 1.5.67 1.5 1.5v1c0 .83-.67 1.5-1.5 1.5h-1A1.5 1.5 0 0 1 2 16.5zm1.5-.5a.5.5 0 0 0-.5.5v1c0 .28.22.5.5.5h1a.5.5 0 0 0 .5-.5v-1a.5.5 0 0 0-.5-.5zM8 4.5c0-.28.22-.5.5-.5h9a.5.5 0 0 1 0 1h-9a.5.5 0 0 1-.5-.5m0 6c0-.28.22-.5.5-.5h9a.5.5 0 0 1 0 1h-9a.5.5 0 0 1-.5-.5m0 6c0-.28.22-.5.5-.5h9a.5.5 0 0 1 0 1h-9a.5.5 0 0 1-.5-.5",person:"M10 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8M7 6a3 3 0 1 1 6 0 3 3 0 0 1-6 0m-2 5a2 2 0 0 0-2 2c0 1.7.83 2.97 2.13 3.8A9 9 0 0 0 10 18c1.85 0 3.58-.39 4.87-1.2A4.4 4.4 0 0 0 17 13a2 2 0 0 0-2-2zm-1 2a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1c0 1.3-.62 2.28-1.67 2.95A8 8 0 0 1 10 17a8 8 0 0 1-4.33-1.05A3.4 3.4 0 0 1 4 13",copy:"M7 7H5.5C4.67 7 4 7.67 4 8.5v6c0 .83.67 1.5 1.5 1.5h4c.65 0 1.2-.42 1.41-1h1.04a2.5 2.5 0 0 1-2.45 2h-4A2.5 2.5 0 0 1 3 14.5v-6A2.5 2.5 0 0 1 5.5 6H7zm7.5-4A2.5 2.5 0 0 1 17 5.5v6a2.5 2.5 0 0 1-2.5 2.5h-4A2.5 2.5 0 0 1 8 11.5v-6A2.5 2.5 0 0 1 10.5 3zm-4 1C9.67 4 9 4.67 9 5.5v6c0 .83.67 1.5 1.5 1.5h4c.83 0 1.5-.67 1.5-1.5v-6c0-.83-.67-1.5-1.5-1.5z",checkmark:"M3.37 10.17a.5.5 0 0 0-.74.66l4 4.5c.19.22.52.23.72.02l10.5-10.5a.5.5 0 0 0-.7-.7L7.02 14.27z",dismiss:"m4.09 4.22.06-.07a.5.5 0 0 1 .63-.06l.07.06L10 9.29l5.15-5.14a.5.5 0 0 1 .63-.06l.07.06c.18.17.2.44.06.63l-.06.07L10.71 10l5.14 5.15c.18.17.2.44.06.63l-.06.07a.5.5 0 0 1-.63.06l-.07-.06L10 10.71l-5.15 5.14a.5.5 0 0 1-.63.06l-.07-.06a.5.5 0 0 1-.06-.63l.06-.07L9.29 10 4.15 4.85a.5.5 0 0 1-.06-.63l.06-.07z",add:"M10 2.5c.28 0 .5.22.5.5v6.5H17a.5.5 0 0 1 0 1h-6.5V17a.5.5 0 0 1-1 0v-6.5H3a.5.5 0 0 1 0-1h6.5V3c0-.28.22-.5.5-.5",delete:"M8.5 4h3a1.5 1.5 0 0 0-3 0m-1 0a2.5 2.5 0 0 1 5 0h5a.5.5 0 0 1 0 1h-1.05l-1.2 10.34A3 3 0 0 1 12.27 18H7.73a3 3 0 0 1-2.98-2.66L3.55 5H2.5a.5.5 0 0 1 0-1zM5.74 15.23A2 2 0 0 0 7.73 17h4.54a2 2 0 0 0 1.99-1.77L15.44 5H4.56zM8.5 7.5c.28 0 .5.22.5.5v6a.5.5 0 0 1-1 0V8c0-.28.22-.5.5-.5M12 8a.5.5 0 0 0-1 0v6a.5.5 0 0 0 1 0z",arrowClockwise:"M4 10a6 6 0 0 1 10.47-4H12.5a.5.5 0 0 0 0 1h3a.5.5 0 0 0 .5-.5v-3a.5.5 0 0 0-1 0v1.6a7 7 0 1 0 1.98 4.36.5.5 0 1 0-1 .08L16 10a6 6 0 0 1-12 0",search:"M13.73 14.44a6.5 6.5 0 1 1 .7-.7l3.42 3.4a.5.5 0 0 1-.63.77l-.07-.06zm-.71-.71A5.5 5.5 0 0 0 15 9.5a5.5 5.5 0 1 0-1.98 4.23",pause:"M5 2a2 2 0 0 0-2 2v12c0 1.1.9 2 2 2h2a2 2 0 0 0 2-2V4a2 2 0 0 0-2-2zM4 4a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zm9-2a2 2 0 0 0-2 2v12c0 1.1.9 2 2 2h2a2 2 0 0 0 2-2V4a2 2 0 0 0-2-2zm-1 2a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1h-2a1 1 0 0 1-1-1z",play:"M17.22 8.69a1.5 1.5 0 0 1 0 2.62l-10 5.5A1.5 1.5 0 0 1 5 15.5v-11A1.5 1.5 0 0 1 7.22 3.2zm-.48 1.75a.5.5 0 0 0 0-.88l-10-5.5A.5.5 0 0 0 6 4.5v11c0 .38.4.62.74.44z",open:"M6 4a2 2 0 0 0-2 2v8c0 1.1.9 2 2 2h8a2 2 0 0 0 2-2v-2.5a.5.5 0 0 1 1 0V14a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3h2.5a.5.5 0 0 1 0 1zm5-.5c0-.28.22-.5.5-.5h5c.28 0 .5.22.5.5v5a.5.5 0 0 1-1 0V4.7l-4.15 4.15a.5.5 0 0 1-.7-.7L15.29 4H11.5a.5.5 0 0 1-.5-.5",weatherMoon:"M15.5 13.5A6.98 6.98 0 0 1 4 14.39c2.83-1.09 4.56-2.42 5.6-4.4 1.04-2 1.33-4.16.75-6.9q1.36.17 2.58.87a7 7 0 0 1 2.55 9.54M5.45 16.92A7.98 7.98 0 1 0 9.88 2.04a.6.6 0 0 0-.61.73c.69 2.82.43 4.88-.55 6.76-.94 1.78-2.55 3.03-5.55 4.1a.6.6 0 0 0-.3.9 8 8 0 0 0 2.59 2.39",weatherSunny:"M10 2c.28 0 .5.22.5.5v1a.5.5 0 0 1-1 0v-1c0-.28.22-.5.5-.5m0 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8m0-1a3 3 0 1 1 0-6 3 3 0 0 1 0 6m7.5-2.5a.5.5 0 0 0 0-1h-1a.5.5 0 0 0 0 1zM10 16c.28 0 .5.22.5.5v1a.5.5 0 0 1-1 0v-1c0-.28.22-.5.5-.5m-6.5-5.5a.5.5 0 0 0 0-1H2.46a.5.5 0 0 0 0 1zm.65-6.35c.2-.2.5-.2.7 0l1 1a.5.5 0 1 1-.7.7l-1-1a.5.5 0 0 1 0-.7m.7 11.7a.5.5 0 0 1-.7-.7l1-1a.5.5 0 0 1 .7.7zm11-11.7a.5.5 0 0 0-.7 0l-1 1a.5.5 0 0 0 .7.7l1-1a.5.5 0 0 0 0-.7m-.7 11.7a.5.5 0 0 0 .7-.7l-1-1a.5.5 0 0 0-.7.7z",signOut:"M8.5 11.25a.75.75 0 1 0 0-1.5.75.75 0 0 0 0 1.5M11 3.5a.5.5 0 0 0-.58-.5l-7 1.08a.5.5 0 0 0-.42.49v10.86c0 .25.18.46.42.5l7 1.07a.5.5 0 0 0 .58-.5V10h5.17l-1 .87a.5.5 0 0 0 .66.76l2-1.75a.5.5 0 0 0 0-.76l-2-1.75a.5.5 0 1 0-.65.76l1 .87H11zm-1 .58v11.84L4 15V5zM12.5 16H12v-5h1v4.5a.5.5 0 0 1-.5.5M12 8V4h.5c.28 0 .5.22.5.5V8z",personSwap:"M9 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8M6 6a3 3 0 1 1 6 0 3 3 0 0 1-6 0m-2 5a2 2 0 0 0-2 2c0 1.7.83 2.97 2.13 3.8A9 9 0 0 0 9 18q.43 0 .85-.03L8.88 17a8 8 0 0 1-4.2-1.05A3.4 3.4 0 0 1 3 13a1 1 0 0 1 1-1h10a1 1 0 0 1 .67.25q.5-.33 1.07-.23A2 2 0 0 0 14 11zm7.85 6.85a.5.5 0 0 1-.7 0l-2-2a.5.5 0 0 1 0-.7l2-2a.5.5 0 0 1 .7.7L10.71 15h5.58l-1.14-1.15a.5.5 0 0 1 .7-.7l2 2c.2.2.2.5 0 .7l-2 2a.5.5 0 0 1-.7-.7L16.29 16h-5.58l1.14 1.15c.2.2.2.5 0 .7",chevronRight:"M7.65 4.15c.2-.2.5-.2.7 0l5.49 5.46c.21.22.21.57 0 .78l-5.49 5.47a.5.5 0 0 1-.7-.71L12.8 10 7.65 4.85a.5.5 0 0 1 0-.7",navigation:"M2 4.5c0-.28.22-.5.5-.5h15a.5.5 0 0 1 0 1h-15a.5.5 0 0 1-.5-.5m0 5c0-.28.22-.5.5-.5h15a.5.5 0 0 1 0 1h-15a.5.5 0 0 1-.5-.5m.5 4.5a.5.5 0 0 0 0 1h15a.5.5 0 0 0 0-1z",warning:"M7.37 3.56a3 3 0 0 1 5.26 0l5.5 10A3 3 0 0 1 15.5 18h-11a3 3 0 0 1-2.63-4.44zm4.38.48a2 2 0 0 0-3.5 0l-5.5 10A2 2 0 0 0 4.5 17h11a2 2 0 0 0 1.75-2.96zM10 12.75a.75.75 0 1 1 0 1.5.75.75 0 0 1 0-1.5m0-6.25c.28 0 .5.22.5.5v4a.5.5 0 0 1-1 0V7c0-.28.22-.5.5-.5",prohibited:"M18 10a8 8 0 1 1-16 0 8 8 0 0 1 16 0m-1 0c0-1.75-.64-3.36-1.7-4.58l-9.88 9.87A7 7 0 0 0 17 10M4.7 14.58l9.88-9.87a7 7 0 0 0-9.87 9.87",info:"M10.5 8.91a.5.5 0 0 0-1 .09v4.6a.5.5 0 0 0 1-.1V8.91m.3-2.16a.75.75 0 1 0-1.5 0 .75.75 0 0 0 1.5 0M18 10a8 8 0 1 0-16 0 8 8 0 0 0 16 0M3 10a7 7 0 1 1 14 0 7 7 0 0 1-14 0",cube:"M5.7 6.04a.5.5 0 1 0-.4.92l4.2 1.86v4.68a.5.5 0 0 0 1 0V8.82l4.2-1.86a.5.5 0 1 0-.4-.92L10 7.95zm5.6-3.56a3.5 3.5 0 0 0-2.6 0l-5.76 2.3A1.5 1.5 0 0 0 2 6.18v7.64c0 .62.37 1.17.94 1.4l5.76 2.3a3.5 3.5 0 0 0 2.6 0l5.76-2.3c.57-.23.94-.78.94-1.4V6.18a1.5 1.5 0 0 0-.94-1.4zm-2.23.93a2.5 2.5 0 0 1 1.86 0l5.76 2.3a.5.5 0 0 1 .31.47v7.64a.5.5 0 0 1-.31.47l-5.76 2.3a2.5 2.5 0 0 1-1.86 0l-5.76-2.3a.5.5 0 0 1-.31-.47V6.18c0-.2.12-.4.31-.47z",send:"M2.18 2.11a.5.5 0 0 1 .54-.06l15 7.5a.5.5 0 0 1 0 .9l-15 7.5a.5.5 0 0 1-.7-.58L3.98 10 2.02 2.63a.5.5 0 0 1 .16-.52m2.7 8.39-1.61 6.06L16.38 10 3.27 3.44 4.88 9.5h6.62a.5.5 0 1 1 0 1z",stop:"M15.5 4c.28 0 .5.22.5.5v11a.5.5 0 0 1-.5.5h-11a.5.5 0 0 1-.5-.5v-11c0-.28.22-.5.5-.5zm-11-1C3.67 3 3 3.67 3 4.5v11c0 .83.67 1.5 1.5 1.5h11c.83 0 1.5-.67 1.5-1.5v-11c0-.83-.67-1.5-1.5-1.5z",boxMultiple:"M13.58 2.38a3 3 0 0 0-2.16 0L7.96 3.71A1.5 1.5 0 0 0 7 5.11v1.1a4 4 0 0 1 1 0v-1.1c0-.2.13-.4.32-.47l3.46-1.33a2 2 0 0 1 1.44 0l3.46 1.33q.31.14.32.47v7.78c0 .2-.13.4-.32.47L14 14.39v.5q0 .3-.07.6l3.1-1.2c.59-.22.97-.78.97-1.4V5.11a1.5 1.5 0 0 0-.96-1.4zm2.51 2.92a.5.5 0 0 0-.64-.3l-2.77 1.07a.5.5 0 0 1-.36 0L9.55 5.01a.5.5 0 1 0-.35.93l2.76 1.07q.54.2 1.08 0l2.76-1.07a.5.5 0 0 0 .3-.64m-5 5a.5.5 0 0 0-.64-.3L7.5 11.15l-2.95-1.13a.5.5 0 0 0-.35.93L7 12.02v2.49a.5.5 0 1 0 1 0v-2.49l2.8-1.08a.5.5 0 0 0 .3-.64M8.58 7.38a3 3 0 0 0-2.16 0L2.96 8.71a1.5 1.5 0 0 0-.96 1.4v4.78c0 .62.38 1.18.96 1.4l3.46 1.33a3 3 0 0 0 2.16 0l3.46-1.33c.58-.22.96-.78.96-1.4v-4.78a1.5 1.5 0 0 0-.96-1.4zm-1.8.93a2 2 0 0 1 1.44 0l3.46 1.33q.31.14.32.47v4.78c0 .2-.13.4-.32.47l-3.46 1.33a2 2 0 0 1-1.44 0l-3.46-1.33a.5.5 0 0 1-.32-.47v-4.78c0-.2.13-.4.32-.47z",cloud:"M10 4c2.82 0 4.41 1.92 4.65 4.25h.07A3.33 3.33 0 0 1 18 11.62 3.33 3.33 0 0 1 14.72 15H5.28A3.33 3.33 0 0 1 2 11.62c0-1.8 1.37-3.27 3.1-3.37h.25C5.6 5.9 7.18 4 10 4m0 1C7.89 5 6.55 6.32 6.35 8.35a1 1 0 0 1-1 .9h-.07A2.33 2.33 0 0 0 3 11.62 2.33 2.33 0 0 0 5.28 14h9.44A2.33 2.33 0 0 0 17 11.62a2.33 2.33 0 0 0-2.28-2.37h-.07a1 1 0 0 1-1-.9C13.45 6.32 12.11 5 10 5",lockClosed:"M10 1a4 4 0 0 1 4 4v2.05a2.5 2.5 0 0 1 2 2.45v6a2.5 2.5 0 0 1-2.5 2.5h-7A2.5 2.5 0 0 1 4 15.5v-6c0-1.2.86-2.22 2-2.45V5a4 4 0 0 1 4-4M6.5 8C5.67 8 5 8.67 5 9.5v6c0 .83.67 1.5 1.5 1.5h7c.83 0 1.5-.67 1.5-1.5v-6c0-.83-.67-1.5-1.5-1.5zm3.5 3.5a1 1 0 1 1 0 2 1 1 0 0 1 0-2M10 2a3 3 0 0 0-3 3v2h6V5a3 3 0 0 0-3-3",personKey:"M10 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8M7 6a3 3 0 1 1 6 0 3 3 0 0 1-6 0m-2 5a2 2 0 0 0-2 2c0 1.7.83 2.97 2.13 3.8A8.5 8.5 0 0 0 9 17.96v-1a7.4 7.4 0 0 1-3.33-1A3.4 3.4 0 0 1 4 13a1 1 0 0 1 1-1h7.11a4 4 0 0 1 .42-1zm5.15 7.85q.15.15.35.15h2q.16 0 .27-.07.1-.06.15-.17l.06-.24.02-.25V18l.56-.02a.5.5 0 0 0 .3-.12q.1-.1.12-.3L14 17h.5q.16 0 .27-.07a1 1 0 0 0 .15-.17 1 1 0 0 0 .07-.24 2 2 0 0 0 .01-.5v-.2q.26.1.52.14.27.04.54.04a2.9 2.9 0 0 0 2.08-.9A3 3 0 0 0 19 13a3 3 0 0 0-.87-2.12 3 3 0 0 0-5.04 2.83l-2.94 2.94q-.15.14-.15.35v1.5q0 .2.15.35m7.13-7.13q.22.21.22.53 0 .31-.22.53a.7.7 0 0 1-.53.22.7.7 0 0 1-.53-.22.7.7 0 0 1-.22-.53q0-.31.22-.53a.7.7 0 0 1 .53-.22q.31 0 .53.22",people:"M4.5 6.75a2.25 2.25 0 1 1 4.5 0 2.25 2.25 0 0 1-4.5 0M6.75 3.5a3.25 3.25 0 1 0 0 6.5 3.25 3.25 0 0 0 0-6.5m5.69 11.65q.79.33 2.06.35c1.88 0 2.92-.67 3.47-1.43a3 3 0 0 0 .53-1.5v-.07c0-.83-.67-1.5-1.5-1.5h-4.63q.36.44.53 1H17c.28 0 .5.22.5.5v.1l-.04.22q-.05.29-.3.66c-.33.46-1.04 1.02-2.66 1.02q-1.08-.01-1.69-.28-.12.43-.37.93M1.5 13c0-1.1.9-2 2-2H10a2 2 0 0 1 2 2v.08l-.01.18q-.01.17-.08.45c-.08.37-.25.86-.6 1.36-.7 1.01-2.05 1.93-4.56 1.93s-3.87-.92-4.57-1.93a4 4 0 0 1-.68-1.99V13m1 .06v.1l.06.33c.07.27.2.64.45 1C3.49 15.2 4.5 16 6.75 16s3.26-.8 3.74-1.5a3 3 0 0 0 .5-1.42l.01-.02V13a1 1 0 0 0-1-1H3.5a1 1 0 0 0-1 1zM13 7.5a1.5 1.5 0 1 1 3 0 1.5 1.5 0 0 1-3 0M14.5 5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",settings:"M1.91 7.38A8.5 8.5 0 0 1 3.7 4.3a.5.5 0 0 1 .54-.13l1.92.68a1 1 0 0 0 1.32-.76l.36-2a.5.5 0 0 1 .4-.4 9 9 0 0 1 3.55 0q.32.08.38.4l.37 2a1 1 0 0 0 1.32.76l1.92-.68a.5.5 0 0 1 .54.13 8.5 8.5 0 0 1 1.78 3.08q.08.31-.15.54l-1.56 1.32a1 1 0 0 0 0 1.52l1.56 1.32a.5.5 0 0 1 .15.54 8.5 8.5 0 0 1-1.78 3.08.5.5 0 0 1-.54.13l-1.92-.68a1 1 0 0 0-1.32.76l-.37 2a.5.5 0 0 1-.38.4 8.5 8.5 0 0 1-3.56 0 .5.5 0 0 1-.39-.4l-.36-2a1 1 0 0 0-1.32-.76l-1.92.68a.5.5 0 0 1-.54-.13 8.5 8.5 0 0 1-1.78-3.08.5.5 0 0 1 .15-.54l1.56-1.32a1 1 0 0 0 0-1.52L2.06 7.92a.5.5 0 0 1-.15-.54m1.06 0 1.3 1.1a2 2 0 0 1 0 3.04l-1.3 1.1q.45 1.19 1.25 2.16l1.6-.58a2 2 0 0 1 2.63 1.53l.3 1.67a8 8 0 0 0 2.5 0l.3-1.67a2 2 0 0 1 2.64-1.53l1.6.58a8 8 0 0 0 1.24-2.16l-1.3-1.1a2 2 0 0 1 0-3.04l1.3-1.1a8 8 0 0 0-1.25-2.16l-1.6.58a2 2 0 0 1-2.63-1.53l-.3-1.67a8 8 0 0 0-2.5 0l-.3 1.67A2 2 0 0 1 5.81 5.8l-1.6-.58a8 8 0 0 0-1.24 2.16M7.5 10a2.5 2.5 0 1 1 5 0 2.5 2.5 0 0 1-5 0m1 0a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0",chevronDown:"M15.85 7.65c.2.2.2.5 0 .7l-5.46 5.49a.55.55 0 0 1-.78 0L4.15 8.35a.5.5 0 1 1 .7-.7L10 12.8l5.15-5.16c.2-.2.5-.2.7 0",history:"M10 4a6 6 0 1 1-5.98 5.54.5.5 0 1 0-1-.08L3 10a7 7 0 1 0 2-4.9V3.5a.5.5 0 0 0-1 0v3c0 .28.22.5.5.5h3a.5.5 0 0 0 0-1H5.53c1.1-1.23 2.7-2 4.47-2m0 2.5a.5.5 0 0 0-1 0v4c0 .28.22.5.5.5h3a.5.5 0 0 0 0-1H10z",documentText:"M6.5 10a.5.5 0 0 0 0 1h7a.5.5 0 0 0 0-1zm0 2a.5.5 0 0 0 0 1h7a.5.5 0 0 0 0-1zm0 2a.5.5 0 0 0 0 1h7a.5.5 0 0 0 0-1zM4 4c0-1.1.9-2 2-2h4.59q.62.01 1.06.44l3.91 3.91c.28.28.44.67.44 1.06V16a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zm2-1a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1V8h-3.5A1.5 1.5 0 0 1 10 6.5V3zm5.5 4h3.3L11 3.2v3.3c0 .28.22.5.5.5",eye:"M3.26 11.6A7 7 0 0 1 10 6c3.2 0 6.06 2.33 6.74 5.6a.5.5 0 0 0 .98-.2A8 8 0 0 0 10 5a8 8 0 0 0-7.72 6.4.5.5 0 0 0 .98.2M10 8a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7m-2.5 3.5a2.5 2.5 0 1 1 5 0 2.5 2.5 0 0 1-5 0",eyeOff:"M2.85 2.15a.5.5 0 1 0-.7.7l3.5 3.5a8 8 0 0 0-3.37 5.05.5.5 0 1 0 .98.2 7 7 0 0 1 3.1-4.53l1.6 1.59a3.5 3.5 0 1 0 4.88 4.89l4.3 4.3a.5.5 0 0 0 .71-.7zm9.27 10.68a2.5 2.5 0 1 1-3.45-3.45zm-2-4.83 3.38 3.38A3.5 3.5 0 0 0 10.12 8M10 6q-.86 0-1.67.21l-.8-.8A8 8 0 0 1 10 5c3.7 0 6.94 2.67 7.72 6.4a.5.5 0 0 1-.98.2A7 7 0 0 0 10 6",codeBlock:"M6 3a3 3 0 0 0-3 3v8a3 3 0 0 0 3 3h8a3 3 0 0 0 3-3V6a3 3 0 0 0-3-3zM4 6c0-1.1.9-2 2-2h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zm4.85 1.85a.5.5 0 1 0-.7-.7l-2.5 2.5a.5.5 0 0 0 0 .7l2.5 2.5a.5.5 0 0 0 .7-.7L6.71 10zm3-.7a.5.5 0 0 0-.7.7L13.29 10l-2.14 2.15a.5.5 0 0 0 .7.7l2.5-2.5a.5.5 0 0 0 0-.7z",braces:"M6.5 3A2.5 2.5 0 0 0 4 5.5v2.88c0 .5-.28.95-.72 1.17a.5.5 0 0 0 0 .9c.44.22.72.68.72 1.17v2.88A2.5 2.5 0 0 0 6.5 17a.5.5 0 0 0 0-1A1.5 1.5 0 0 1 5 14.5v-2.88c0-.62-.24-1.2-.66-1.62.42-.42.66-1 .66-1.62V5.5C5 4.67 5.67 4 6.5 4a.5.5 0 0 0 0-1m7 0A2.5 2.5 0 0 1 16 5.5v2.88c0 .5.28.95.72 1.17a.5.5 0 0 1 0 .9 1.3 1.3 0 0 0-.72 1.17v2.88a2.5 2.5 0 0 1-2.5 2.5.5.5 0 0 1 0-1c.83 0 1.5-.67 1.5-1.5v-2.88c0-.62.24-1.2.66-1.62A2.3 2.3 0 0 1 15 8.38V5.5c0-.83-.67-1.5-1.5-1.5a.5.5 0 0 1 0-1"};var jc=/[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;function dt(t,e=200){let r=String(t??"");return(r.length>e?r.slice(0,e).replace(/[\ud800-\udbff]$/,"")+"\u2026":r).replace(jc,n=>`\u27E8U+${n.codePointAt(0).toString(16).toUpperCase().padStart(4,"0")}\u27E9`)}var Gf=new Intl.DateTimeFormat(void 0,{dateStyle:"medium",timeStyle:"medium"}),qf=new Intl.RelativeTimeFormat(void 0,{numeric:"auto",style:"short"});var Ks=(t,e)=>t.toLowerCase()===e.toLowerCase();var Y=t=>h`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${Fs`<path d=${Xs[t]}></path>`}</svg>`,eo=(t="Loading")=>h`<p class="loading" role="status"><fluent-spinner size="tiny" aria-hidden="true"></fluent-spinner>${t} …</p>`,R=(t,e)=>h`<bdi class="name" title=${String(t??"").length>(e??200)?dt(t,1e3):S}>${dt(t,e)}</bdi>`;var yn=(t,e="plain")=>h`<span class="badge ${e}">${t}</span>`,bn=(t,e,r)=>h`<div class="note ${t}" role=${t==="bad"?"alert":"note"}>
    ${Y(t==="good"?"checkmark":t==="bad"?"prohibited":t==="warning"?"warning":"info")}
    <div>${r?h`<strong>${r}</strong>`:S}<div>${e}</div></div>
  </div>`;function to(t,e){let r=e?h`<p><fluent-button size="small" @click=${e}>Try again</fluent-button></p>`:S;return t instanceof lt?bn("bad",h`<p class="message">${dt(t.message,2e3)}</p>
        ${t.decision?h`<p><a href=${ct("/why/"+t.decision)}>Why was this refused?</a> <span class="soft">or type</span> <code>keyless explain ${t.decision}</code></p>`:S}
        ${t.requestId?h`<p class="soft">Request id <code>${t.requestId}</code></p>`:S}
        ${r}`,t.status?`${t.status} ${t.code}`:"No answer"):t instanceof ne?bn("bad",h`<p class="message">${dt(t.message,2e3)}</p>${r}`,t.number?`AADSTS${t.number}`:t.code):bn("bad",h`<p class="message">${dt(t instanceof Error?t.message:t,2e3)}</p>${r}`)}var ro=(t,e)=>h`<div class="empty"><p class="empty-title">${t}</p><div>${e}</div></div>`,Sn=(t,e,r)=>h`<div class="table" role="group" aria-label=${t} tabindex="0">
    <table>
      <thead><tr>${e.map(o=>h`<th scope="col" class=${o.wide?"wide":S}>${o.hideHead?h`<span class="unseen">${o.head}</span>`:o.head}</th>`)}</tr></thead>
      <tbody>${r.map(o=>h`<tr>${e.map(n=>h`<td class=${n.wide?"wide":S}>${n.cell(o)}</td>`)}</tr>`)}</tbody>
    </table>
  </div>`;async function Uc(t){await navigator.clipboard.writeText(t),Wc("Copied")}var Wc=(t,e)=>{dispatchEvent(new CustomEvent("keyless-toast",{detail:e?{text:t,undo:e}:{text:t}}))},Kt=(t,e)=>h`<div class="code">
    <pre tabindex="0" role="group" aria-label=${e}><code>${t}</code></pre>
    <fluent-button size="small" appearance="subtle" class="copy" title="Copy" @click=${()=>Uc(t)}>${Y("copy")} Copy</fluent-button>
  </div>`;function Ys(t){let e=t.split("/").filter(Boolean);if(e.length===0)return{name:"Root",kind:"root"};let r=e.at(-1);return e.length===2&&e[0].toLowerCase()==="subscriptions"?{name:r,kind:"subscription"}:e.length===4&&e[2].toLowerCase()==="resourcegroups"?{name:r,kind:"resource group"}:e.at(-2).toLowerCase()==="managementgroups"?{name:r,kind:"management group"}:{name:r,kind:{accounts:"resource",projects:"project",deployments:"deployment"}[e.at(-2).toLowerCase()]??"resource"}}var no={inference:"Azure AI Inference",openai:"OpenAI SDK",anthropic:"Anthropic SDK"},Gc=["Python","JavaScript","C#","Java","Go","REST","az"],ie="https://cognitiveservices.azure.com/.default",Qs="https://cognitiveservices.azure.com",A=t=>JSON.stringify(t),W="What is 6*7?",kn=(t,e,r="")=>o=>`TOKEN=$(az account get-access-token --resource ${Qs} --query accessToken --output tsv)
curl --fail-with-body "${o.endpoint}${t}" \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json"${r} \\
  -d ${Zs(JSON.stringify(e(o.deployment)))}`,Bn=(t,e)=>r=>`az rest --method post --resource ${Qs} \\
  --url "${r.endpoint}${t}" \\
  --body ${Zs(JSON.stringify(e(r.deployment)))}`,Zs=t=>"'"+t.replaceAll("'","'\\''")+"'",oo=t=>({model:t,messages:[{role:"user",content:W}]}),Js=t=>({model:t,max_tokens:200,messages:[{role:"user",content:W}]}),xn={inference:{Python:t=>`# pip install azure-ai-inference azure-identity
from azure.ai.inference import ChatCompletionsClient
from azure.identity import DefaultAzureCredential

client = ChatCompletionsClient(
    endpoint=${A(t.endpoint+"/models")},
    credential=DefaultAzureCredential(),
    credential_scopes=["${ie}"],
)
response = client.complete(
    model=${A(t.deployment)},
    messages=[{"role": "user", "content": "${W}"}],
)
print(response.choices[0].message.content)`,JavaScript:t=>`// npm install @azure-rest/ai-inference @azure/identity
import ModelClient from "@azure-rest/ai-inference";
import { DefaultAzureCredential } from "@azure/identity";

const client = ModelClient(${A(t.endpoint+"/models")}, new DefaultAzureCredential(), {
  credentials: { scopes: ["${ie}"] },
});
const response = await client.path("/chat/completions").post({
  body: { model: ${A(t.deployment)}, messages: [{ role: "user", content: "${W}" }] },
});
console.log(response.body.choices[0].message.content);`,"C#":t=>`// dotnet add package Azure.AI.Inference --prerelease && dotnet add package Azure.Identity
using Azure.AI.Inference;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

var options = new AzureAIInferenceClientOptions();
options.AddPolicy(new BearerTokenAuthenticationPolicy(new DefaultAzureCredential(),
    new[] { "${ie}" }), HttpPipelinePosition.PerRetry);
var client = new ChatCompletionsClient(new Uri(${A(t.endpoint+"/models")}),
    new DefaultAzureCredential(), options);
var response = client.Complete(new ChatCompletionsOptions {
    Model = ${A(t.deployment)},
    Messages = { new ChatRequestUserMessage("${W}") },
});
Console.WriteLine(response.Value.Content);`,Java:t=>`// com.azure:azure-ai-inference, com.azure:azure-identity
import com.azure.ai.inference.ChatCompletionsClientBuilder;
import com.azure.ai.inference.models.*;
import com.azure.identity.DefaultAzureCredentialBuilder;
import java.util.List;

var client = new ChatCompletionsClientBuilder()
    .endpoint(${A(t.endpoint+"/models")})
    .credential(new DefaultAzureCredentialBuilder().build())
    .scopes(new String[] {"${ie}"})
    .buildClient();
var options = new ChatCompletionsOptions(List.of(new ChatRequestUserMessage("${W}")));
options.setModel(${A(t.deployment)});
System.out.println(client.complete(options).getChoice().getMessage().getContent());`,REST:kn("/models/chat/completions?api-version=2024-05-01-preview",oo),az:Bn("/models/chat/completions?api-version=2024-05-01-preview",oo)},openai:{Python:t=>`# pip install openai azure-identity
from azure.identity import DefaultAzureCredential, get_bearer_token_provider
from openai import OpenAI

client = OpenAI(
    base_url=${A(t.endpoint+"/openai/v1/")},
    api_key=get_bearer_token_provider(DefaultAzureCredential(), "${ie}"),
)
response = client.chat.completions.create(
    model=${A(t.deployment)},
    messages=[{"role": "user", "content": "${W}"}],
)
print(response.choices[0].message.content)`,JavaScript:t=>`// npm install openai @azure/identity
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";
import OpenAI from "openai";

const client = new OpenAI({
  baseURL: ${A(t.endpoint+"/openai/v1/")},
  apiKey: getBearerTokenProvider(new DefaultAzureCredential(), "${ie}"),
});
const response = await client.chat.completions.create({
  model: ${A(t.deployment)},
  messages: [{ role: "user", content: "${W}" }],
});
console.log(response.choices[0].message.content);`,"C#":t=>`// dotnet add package OpenAI && dotnet add package Azure.Identity
using System.ClientModel.Primitives;
using Azure.Identity;
using OpenAI;
using OpenAI.Chat;

var policy = new BearerTokenPolicy(new DefaultAzureCredential(), "${ie}");
var client = new ChatClient(model: ${A(t.deployment)}, authenticationPolicy: policy,
    options: new OpenAIClientOptions { Endpoint = new Uri(${A(t.endpoint+"/openai/v1/")}) });
ChatCompletion response = client.CompleteChat("${W}");
Console.WriteLine(response.Content[0].Text);`,Java:t=>`// com.openai:openai-java, com.azure:azure-identity
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.credential.BearerTokenCredential;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

var credential = new DefaultAzureCredentialBuilder().build();
var request = new TokenRequestContext().addScopes("${ie}");
var client = OpenAIOkHttpClient.builder()
    .baseUrl(${A(t.endpoint+"/openai/v1")})
    .credential(BearerTokenCredential.create(() -> credential.getTokenSync(request).getToken()))
    .build();
var response = client.chat().completions().create(ChatCompletionCreateParams.builder()
    .model(${A(t.deployment)}).addUserMessage("${W}").build());
System.out.println(response.choices().get(0).message().content().orElse(""));`,Go:t=>`// go get github.com/openai/openai-go/v3 github.com/Azure/azure-sdk-for-go/sdk/azidentity
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/azure"
)

func main() {
	credential, err := azidentity.NewDefaultAzureCredential(nil)
	if err != nil {
		log.Fatal(err)
	}
	client := openai.NewClient(azure.WithEndpoint(${A(t.endpoint)}, "2024-10-21"), azure.WithTokenCredential(credential))
	response, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
		Model:    ${A(t.deployment)},
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("${W}")},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.Choices[0].Message.Content)
}`,REST:kn("/openai/v1/chat/completions",oo),az:Bn("/openai/v1/chat/completions",oo)},anthropic:{Python:t=>`# pip install anthropic azure-identity
from anthropic import AnthropicFoundry
from azure.identity import DefaultAzureCredential, get_bearer_token_provider

client = AnthropicFoundry(
    base_url=${A(t.endpoint+"/anthropic")},
    azure_ad_token_provider=get_bearer_token_provider(DefaultAzureCredential(), "${ie}"),
)
message = client.messages.create(
    model=${A(t.deployment)},
    max_tokens=200,
    messages=[{"role": "user", "content": "${W}"}],
)
print(message.content[0].text)`,JavaScript:t=>`// npm install @anthropic-ai/foundry-sdk @azure/identity
import AnthropicFoundry from "@anthropic-ai/foundry-sdk";
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";

const client = new AnthropicFoundry({
  baseURL: ${A(t.endpoint+"/anthropic")},
  azureADTokenProvider: getBearerTokenProvider(new DefaultAzureCredential(), "${ie}"),
});
const message = await client.messages.create({
  model: ${A(t.deployment)},
  max_tokens: 200,
  messages: [{ role: "user", content: "${W}" }],
});
console.log(message.content[0].text);`,REST:kn("/anthropic/v1/messages",Js,' -H "anthropic-version: 2023-06-01"'),az:Bn("/anthropic/v1/messages",Js)}},el=t=>Gc.filter(e=>xn[t][e]),tl=(t,e,r)=>(xn[t][e]??xn[t].REST)(r);var Ae=class extends Ne{createRenderRoot(){return this}},Yt=class{constructor(e){this.host=e;this.busy=!1;this.turn=0;this.reload=()=>{this.again&&this.run(this.again,!0)};e.addController(this)}hostDisconnected(){this.turn++}async run(e,r=!1){let o=++this.turn;this.again=e,this.busy=!0,r||(this.value=void 0),this.host.requestUpdate();try{let n=await e();if(o!==this.turn)return;this.value=n,this.error=void 0}catch(n){if(o!==this.turn)return;this.error=n}this.busy=!1,this.host.requestUpdate()}show(e,r="Loading"){return this.error!==void 0?to(this.error,this.reload):this.value===void 0?eo(r):e(this.value)}};var Pn=class extends Ae{constructor(){super(...arguments);this.library="inference";this.language="Python"}static{this.properties={target:{attribute:!1},library:{state:!0},language:{state:!0}}}render(){let r=el(this.library),o=r.includes(this.language)?this.language:"REST";return h`
      <div class="choices">
        <div class="segments" role="group" aria-label="Library">${Object.keys(no).map(n=>h`<button type="button" aria-pressed=${n===this.library} @click=${()=>this.library=n}>${no[n]}</button>`)}</div>
        <div class="segments" role="group" aria-label="Language">${r.map(n=>h`<button type="button" aria-pressed=${n===o} @click=${()=>this.language=n}>${n}</button>`)}</div>
      </div>
      ${Kt(tl(this.library,o,this.target),`${no[this.library]}, ${o}`)}`}};customElements.define("kl-samples",Pn);var ol={path:"/home",title:"Home",nav:{label:"Home",icon:"home"},render:t=>h`<kl-home .route=${t}></kl-home>`},rl={models:"/models",openai:"/openai",anthropic:"/anthropic"};function qc(t){let e=new Map;return Object.keys(fn).forEach((r,o)=>{let n=t.checked[o],{because:a,near:i}=n.explanation,l=JSON.stringify([n.accessDecision,a.grant?.assignment.name,a.grant?.via,i?.map(u=>[u.role,u.whyNot])]),d=e.get(l);d?d.routes.push(rl[r]):e.set(l,{of:t,routes:[rl[r]],checked:n})}),[...e.values()]}function Xc(t){let{because:e,deny:r,near:o}=t.explanation;if(e.grant){let a=Ys(e.grant.assignment.scope),i=(e.grant.via??[]).map(l=>t.names[l]??l);return h`${R(e.grant.role)} at ${a.kind} ${R(a.name,60)}${i.map((l,d)=>h`${d?" in ":", through "}${R(l)}`)}`}if(r)return h`A deny assignment refuses it: ${R(r.displayName)}`;let n=o?.find(a=>a.whyNot);return n?h`${R(n.role)} does not count: ${n.whyNot}`:h`No role of yours allows it`}var Nn=class extends Ae{constructor(){super(...arguments);this.chosen="";this.items=new Yt(this);this.callable=new Yt(this)}static{this.properties={route:{attribute:!1},chosen:{state:!0}}}connectedCallback(){super.connectedCallback(),this.items.run(js).then(()=>this.items.value&&this.callable.run(()=>this.ask(this.items.value)))}async ask(r){let o=r.filter(n=>Ks(n.type,qt)).slice(0,20);return Promise.all(o.map(async n=>{let[a,i,l]=await Promise.all([Us(n.id),Gs(n.id,ae().id,Object.values(fn).map(d=>({id:d,data:!0}))),Ws(n.id).catch(()=>[])]);return{account:a,endpoint:String(a.properties?.endpoint??"").replace(/\/$/,""),deployments:l,checked:i}}))}render(){return h`
      <h1>Welcome, ${R(ae().name,60)}</h1>
      <section aria-labelledby="call"><h2 id="call">What you may call</h2>
        ${this.items.error?this.items.show(()=>h``):this.callable.show(r=>this.calls(r),"Asking what you may call")}
      </section>
      <section aria-labelledby="mine"><h2 id="mine">Your resources</h2>
        ${this.items.show(r=>this.list(r),"Looking for your resources")}
      </section>`}calls(r){if(r.length===0)return this.nothingToCall();let o=r.filter(a=>a.checked.some(i=>i.accessDecision==="Allowed")).flatMap(a=>a.deployments.map(i=>({endpoint:a.endpoint,deployment:i.name,account:a.account.name}))),n=o.find(a=>a.account+"/"+a.deployment===this.chosen)??o[0];return h`
      ${Sn("What you may call",[{head:"Resource",cell:a=>R(a.of.account.name)},{head:"You",cell:a=>a.checked.accessDecision==="Allowed"?yn("may call","good"):yn("may not call","bad")},{head:"Routes",cell:a=>h`<span class="list">${a.routes.map(i=>h`<code>${i}</code>`)}</span>`},{head:"Why",cell:a=>Xc(a.checked),wide:!0}],r.flatMap(qc))}
      ${n?h`<h3>Ready to run</h3>
            <p class="row"><label for="target">Deployment</label>
              <select id="target" @change=${a=>this.chosen=a.target.value}>
                ${o.map(a=>h`<option value=${a.account+"/"+a.deployment} ?selected=${a===n}>${a.account} / ${a.deployment}</option>`)}
              </select></p>
            <kl-samples .target=${n}></kl-samples>`:this.nobodyAssigned(r[0])}`}nobodyAssigned(r){let o=ae(),n=r.checked[0]?.explanation.smallestRole?.roleName??"Cognitive Services User";return ro("You may not call a model yet",h`<p>Owner and Contributor administer a resource and do not call its models. Somebody who may assign roles gives you <strong>${n}</strong>:</p>
        ${Kt(`az role assignment create --role "${n}" --assignee-object-id ${o.id} --assignee-principal-type User --scope ${r.account.id}`,"Command that assigns the role")}`)}nothingToCall(){return ro("No resource is shared with you yet",h`<p>Ask somebody who administers a resource to assign you a role, and tell them your object id:</p>${Kt(ae().id,"Your object id")}`)}list(r){return r.length===0?ro("Nothing here yet",h`<p>You see a resource when you hold a role on it, or on what it lies in.</p>`):Sn("Your resources",[{head:"Name",cell:o=>R(o.name)},{head:"Type",cell:o=>h`${o.kind?h`${R(o.kind)} `:""}<span class="soft">${o.type.split("/").slice(1).join("/")}</span>`},{head:"Resource group",cell:o=>R(o.id.split("/")[4])},{head:"Location",cell:o=>o.location??""}],r)}};customElements.define("kl-home",Nn);var ao=[ol];var An=class extends Ae{constructor(){super(...arguments);this.state="starting";this.menu="";this.clock=0;this.turn=()=>{this.menu="",this.requestUpdate(),this.updateComplete.then(()=>{let r=vn(ao);document.title=(r?.page.title??"No such page")+" \xB7 keyless portal"})};this.tell=r=>{this.toast=r.detail,clearTimeout(this.clock),this.clock=window.setTimeout(()=>this.toast=void 0,r.detail.undo?15e3:4e3)};this.undo=()=>{let r=this.toast?.undo;this.toast=void 0,r?.()};this.skip=r=>{r.preventDefault(),this.querySelector("#main")?.focus()}}static{this.properties={state:{state:!0},menu:{state:!0},toast:{state:!0}}}connectedCallback(){super.connectedCallback(),this.replaceChildren(),this.start(),addEventListener("hashchange",this.turn),addEventListener("keyless-theme",()=>this.requestUpdate()),addEventListener("keyless-toast",this.tell),addEventListener("click",r=>{this.menu&&!r.target.closest?.(".menu, .menu-button")&&(this.menu="")}),addEventListener("keydown",r=>{r.key==="Escape"&&(this.menu="")})}async start(){try{this.state=await Rs()}catch(r){this.error=r,this.state="failed"}}render(){switch(this.state){case"starting":return h`<div class="alone">${eo("Signing in")}</div>`;case"signed-out":return this.alone("You are signed out",h`<p>Sign in again to go on.</p>`);case"failed":return this.alone("We could not sign you in",h`${to(this.error)}
          ${this.error instanceof ne&&this.error.number?h`<p><a href="${H.login}/error?code=${this.error.number}">What AADSTS${this.error.number} means and what to do</a></p>`:S}`);case"signed-in":return this.frame()}}alone(r,o){return h`<main class="alone"><div class="card">
      <p class="brand">${this.logo()} keyless</p>
      <h1>${r}</h1>
      ${o}
      <p><fluent-button appearance="primary" id="sign-in" @click=${()=>Gt({prompt:this.state==="failed"?"select_account":void 0})}>Sign in</fluent-button></p>
    </div></main>`}logo(){return h`<svg class="logo" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><circle cx="8" cy="12" r="4.5" fill="none" stroke="currentColor" stroke-width="2"/><path d="M12.5 12H21M18 12v3.5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>`}frame(){let r=vn(ao);return h`
      <a class="skip" href="#main" @click=${this.skip}>Skip to the content</a>
      <header class="head">
        <fluent-button appearance="transparent" icon-only role="button" class="menu-button only-narrow" aria-label="Pages" aria-expanded=${this.menu==="pages"} @click=${()=>this.menu=this.menu==="pages"?"":"pages"}>${Y("navigation")}</fluent-button>
        <a class="brand" href=${ct("/home")}>${this.logo()} keyless</a>
        <span class="spring"></span>
        <fluent-button appearance="transparent" icon-only aria-label=${at()?"Use light colours":"Use dark colours"} @click=${ps}>${Y(at()?"weatherSunny":"weatherMoon")}</fluent-button>
        <fluent-button appearance="transparent" role="button" class="menu-button who" id="account" aria-expanded=${this.menu==="account"} @click=${()=>this.menu=this.menu==="account"?"":"account"}>
          ${Y("person")}<span class="who-name">${R(ae().userName||ae().name,40)}</span>${Y("chevronDown")}
        </fluent-button>
        ${this.menu==="account"?this.accountMenu():S}
      </header>
      <div class="body">
        <nav class="side ${this.menu==="pages"?"open":""}" aria-label="Pages">${this.navigation(r?.page.path??"")}</nav>
        <main id="main" tabindex="-1">
          ${r?r.page.render(r.route):h`<h1>No such page</h1><p>There is no page at <code>${mn().path}</code>. <a href=${ct("/home")}>Go home</a></p>`}
        </main>
      </div>
      <div class="toasts" role="status" aria-live="polite">${this.toast?h`<div class="toast">${this.toast.text}${this.toast.undo?h`<fluent-button size="small" id="undo" @click=${this.undo}>Undo</fluent-button>`:S}</div>`:S}</div>`}navigation(r){return h`<ul>${ao.filter(o=>o.nav).map(o=>h`<li><a href=${ct(o.path)} aria-current=${o.path===r?"page":S}>${Y(o.nav.icon)}${o.nav.label}</a></li>`)}</ul>`}accountMenu(){let r=ae();return h`<div class="menu" role="group" aria-label="Account">
      <p class="menu-who"><strong>${R(r.name,60)}</strong><span>${R(r.userName,60)}</span><span class="soft">Object id <code>${r.id}</code></span></p>
      <fluent-button appearance="subtle" id="switch" @click=${()=>Gt({prompt:"select_account"})}>${Y("personSwap")} Use another account</fluent-button>
      <a class="menu-link" href="${H.login}/my-security">${Y("shieldCheckmark")} My security</a>
      <fluent-button appearance="subtle" id="sign-out" @click=${()=>_s()}>${Y("signOut")} Sign out</fluent-button>
    </div>`}};customElements.define("kl-app",An);Ur();
