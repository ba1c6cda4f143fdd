var j=Object.freeze({prefix:"fluent",shadowRootMode:"open",registry:globalThis.customElements});var Wt={submit:"submit",reset:"reset",button:"button"};var Ba=`${j.prefix}-button`;var Ve=class{constructor(e,t,o=!1){this.evaluate=e,this.policy=t,this.isVolatile=o}};var T;(function(r){r[r.needsArrayObservation=1101]="needsArrayObservation",r[r.onlySetDOMPolicyOnce=1201]="onlySetDOMPolicyOnce",r[r.bindingInnerHTMLRequiresTrustedTypes=1202]="bindingInnerHTMLRequiresTrustedTypes",r[r.twoWayBindingRequiresObservables=1203]="twoWayBindingRequiresObservables",r[r.hostBindingWithoutHost=1204]="hostBindingWithoutHost",r[r.unsupportedBindingBehavior=1205]="unsupportedBindingBehavior",r[r.directCallToHTMLTagNotAllowed=1206]="directCallToHTMLTagNotAllowed",r[r.onlySetTemplatePolicyOnce=1207]="onlySetTemplatePolicyOnce",r[r.cannotSetTemplatePolicyAfterCompilation=1208]="cannotSetTemplatePolicyAfterCompilation",r[r.blockedByDOMPolicy=1209]="blockedByDOMPolicy",r[r.invalidHydrationAttributeMarker=1210]="invalidHydrationAttributeMarker",r[r.duplicateRenderInstruction=1211]="duplicateRenderInstruction",r[r.missingElementDefinition=1401]="missingElementDefinition",r[r.noRegistrationForContext=1501]="noRegistrationForContext",r[r.noFactoryForResolver=1502]="noFactoryForResolver",r[r.invalidResolverStrategy=1503]="invalidResolverStrategy",r[r.cannotAutoregisterDependency=1504]="cannotAutoregisterDependency",r[r.cannotResolveKey=1505]="cannotResolveKey",r[r.cannotConstructNativeFunction=1506]="cannotConstructNativeFunction",r[r.cannotJITRegisterNonConstructor=1507]="cannotJITRegisterNonConstructor",r[r.cannotJITRegisterIntrinsic=1508]="cannotJITRegisterIntrinsic",r[r.cannotJITRegisterInterface=1509]="cannotJITRegisterInterface",r[r.invalidResolver=1510]="invalidResolver",r[r.invalidKey=1511]="invalidKey",r[r.noDefaultResolver=1512]="noDefaultResolver",r[r.cyclicDependency=1513]="cyclicDependency",r[r.connectUpdateRequiresController=1514]="connectUpdateRequiresController"})(T||(T={}));var me=r=>typeof r=="function",J=r=>typeof r=="string",wa=()=>{};var fc=Object.create(null),D={warn(r,e){},error(r,e){return new Error(`Error ${r}`)},addMessages(r){Object.assign(fc,r)}};var $a=Object.freeze([]);function ht(){let r=new Map;return Object.freeze({register(e){return r.has(e.type)?!1:(r.set(e.type,e),!0)},getByType(e){return r.get(e)},getForInstance(e){if(e!=null)return r.get(e.constructor)}})}function Tr(){let r=new WeakMap;return function(e){let t=r.get(e);if(t===void 0){let o=Reflect.getPrototypeOf(e);for(;t===void 0&&o!==null;)t=r.get(o),o=Reflect.getPrototypeOf(o);t=t===void 0?[]:t.slice(0),r.set(e,t)}return t}}function Q(r){r.prototype.toJSON=wa}var Cr=class extends Ve{createObserver(){return this}bind(e){return this.evaluate(e.source,e.context)}};Q(Cr);function Fr(r,e){return new Cr(r,e)}var gt=class{constructor(e,t){this.sub1=void 0,this.sub2=void 0,this.spillover=void 0,this.subject=e,this.sub1=t}has(e){return this.spillover===void 0?this.sub1===e||this.sub2===e:this.spillover.indexOf(e)!==-1}subscribe(e){let t=this.spillover;if(t===void 0){if(this.has(e))return;if(this.sub1===void 0){this.sub1=e;return}if(this.sub2===void 0){this.sub2=e;return}this.spillover=[this.sub1,this.sub2,e],this.sub1=void 0,this.sub2=void 0}else t.indexOf(e)===-1&&t.push(e)}unsubscribe(e){let t=this.spillover;if(t===void 0)this.sub1===e?this.sub1=void 0:this.sub2===e&&(this.sub2=void 0);else{let o=t.indexOf(e);o!==-1&&t.splice(o,1)}}notify(e){let t=this.spillover,o=this.subject;if(t===void 0){let n=this.sub1,a=this.sub2;n!==void 0&&n.handleChange(o,e),a!==void 0&&a.handleChange(o,e)}else for(let n=0,a=t.length;n<a;++n)t[n].handleChange(o,e)}},mt=class{constructor(e){this.subscribers={},this.subjectSubscribers=null,this.subject=e}notify(e){var t,o;(t=this.subscribers[e])===null||t===void 0||t.notify(e),(o=this.subjectSubscribers)===null||o===void 0||o.notify(e)}subscribe(e,t){var o,n;let a;t?a=(o=this.subscribers[t])!==null&&o!==void 0?o:this.subscribers[t]=new gt(this.subject):a=(n=this.subjectSubscribers)!==null&&n!==void 0?n:this.subjectSubscribers=new gt(this.subject),a.subscribe(e)}unsubscribe(e,t){var o,n;t?(o=this.subscribers[t])===null||o===void 0||o.unsubscribe(e):(n=this.subjectSubscribers)===null||n===void 0||n.unsubscribe(e)}};var fe=[],zo=[],vc=globalThis.requestAnimationFrame,jo=!0;function bc(){if(zo.length)throw zo.shift()}function yc(r){try{r.call()}catch(e){if(jo)zo.push(e),setTimeout(bc,0);else throw fe.length=0,e}}function Vo(){let e=0;for(;e<fe.length;)if(yc(fe[e]),e++,e>1024){for(let t=0,o=fe.length-e;t<o;t++)fe[t]=fe[t+e];fe.length-=e,e=0}fe.length=0}function Pa(r){fe.push(r),fe.length<2&&(jo?vc(Vo):Vo())}var Ne=Object.freeze({enqueue:Pa,next:()=>new Promise(Pa),process:Vo,setMode:r=>jo=r});var je=Object.freeze({unknown:void 0,coupled:1}),N=(()=>{let r=Ne.enqueue,e=/(:|&&|\|\||if|\?\.)/,t=new WeakMap,o,n=u=>{throw D.error(T.needsArrayObservation)};function a(u){var d;let g=(d=u.$fastController)!==null&&d!==void 0?d:t.get(u);return g===void 0&&(Array.isArray(u)?g=n(u):t.set(u,g=new mt(u))),g}let s=Tr();class l{constructor(d){this.name=d,this.field=`_${d}`,this.callback=`${d}Changed`}getValue(d){return o!==void 0&&o.watch(d,this.name),d[this.field]}setValue(d,g){let f=this.field,y=d[f];if(y!==g){d[f]=g;let $=d[this.callback];me($)&&$.call(d,y,g),a(d).notify(this.name)}}}class i extends gt{constructor(d,g,f=!1){super(d,g),this.expression=d,this.isVolatileBinding=f,this.needsRefresh=!0,this.needsQueue=!0,this.isAsync=!0,this.first=this,this.last=null,this.propertySource=void 0,this.propertyName=void 0,this.notifier=void 0,this.next=void 0}setMode(d){this.isAsync=this.needsQueue=d}bind(d){let g=this.observe(d.source,d.context);return!d.isBound&&this.requiresUnbind(d)&&d.onUnbind(this),g}requiresUnbind(d){return d.sourceLifetime!==je.coupled||this.first!==this.last||this.first.propertySource!==d.source}unbind(d){this.dispose()}observe(d,g){this.needsRefresh&&this.last!==null&&this.dispose();let f=o;o=this.needsRefresh?this:void 0,this.needsRefresh=this.isVolatileBinding;let y;try{y=this.expression(d,g)}finally{o=f}return y}disconnect(){this.dispose()}dispose(){if(this.last!==null){let d=this.first;for(;d!==void 0;)d.notifier.unsubscribe(this,d.propertyName),d=d.next;this.last=null,this.needsRefresh=this.needsQueue=this.isAsync}}watch(d,g){let f=this.last,y=a(d),$=f===null?this.first:{};if($.propertySource=d,$.propertyName=g,$.notifier=y,y.subscribe(this,g),f!==null){if(!this.needsRefresh){let X;o=void 0,X=f.propertySource[f.propertyName],o=this,d===X&&(this.needsRefresh=!0)}f.next=$}this.last=$}handleChange(){this.needsQueue?(this.needsQueue=!1,r(this)):this.isAsync||this.call()}call(){this.last!==null&&(this.needsQueue=this.isAsync,this.notify(this))}*records(){let d=this.first;for(;d!==void 0;)yield d,d=d.next}}return Q(i),Object.freeze({setArrayObserverFactory(u){n=u},getNotifier:a,track(u,d){o&&o.watch(u,d)},trackVolatile(){o&&(o.needsRefresh=!0)},notify(u,d){a(u).notify(d)},defineProperty(u,d){J(d)&&(d=new l(d)),s(u).push(d),Reflect.defineProperty(u,d.name,{enumerable:!0,get(){return d.getValue(this)},set(g){d.setValue(this,g)}})},getAccessors:s,binding(u,d,g=this.isVolatileBinding(u)){return new i(u,d,g)},isVolatileBinding(u){return e.test(u.toString())}})})();function ft(r,e){N.defineProperty(r,e)}var Aa=(()=>{let r=null;return{get(){return r},set(e){r=e}}})(),Te=Object.freeze({default:{index:0,length:0,get event(){return Te.getEvent()},eventDetail(){return this.event.detail},eventTarget(){return this.event.target}},getEvent(){return Aa.get()},setEvent(r){Aa.set(r)}});var Uo=class extends Ve{createObserver(e){return N.binding(this.evaluate,e,this.isVolatile)}};function Rr(r,e,t=N.isVolatileBinding(r)){return new Uo(r,e,t)}var M=Object.freeze({none:0,attribute:1,booleanAttribute:2,property:3,content:4,tokenList:5,event:6}),Na=r=>r,kc=globalThis.trustedTypes?globalThis.trustedTypes.createPolicy("fast-html",{createHTML:Na}):{createHTML:Na},Ir=Object.freeze({createHTML(r){return kc.createHTML(r)},protect(r,e,t,o){return o}}),Sc=Ir,Ce=Object.freeze({get policy(){return Ir},setPolicy(r){if(Ir!==Sc)throw D.error(T.onlySetDOMPolicyOnce);Ir=r},setAttribute(r,e,t){t==null?r.removeAttribute(e):r.setAttribute(e,t)},setBooleanAttribute(r,e,t){t?r.setAttribute(e,""):r.removeAttribute(e)}});var Wo="boolean",Ta="reflect",vt=Object.freeze({locate:Tr()}),Ca={toView(r){return r?"":null},fromView(r){return!!r}};var qt=class r{constructor(e,t,o=t.toLowerCase(),n=Ta,a){this.guards=new Set,this.Owner=e,this.name=t,this.attribute=o,this.mode=n,this.converter=a,this.fieldName=`_${t}`,this.callbackName=`${t}Changed`,this.hasCallback=this.callbackName in e.prototype,n===Wo&&a===void 0&&(this.converter=Ca)}setValue(e,t){let o=e[this.fieldName],n=this.converter;n!==void 0&&(t=n.fromView(t)),o!==t&&(e[this.fieldName]=t,this.tryReflectToAttribute(e),this.hasCallback&&e[this.callbackName](o,t),e.$fastController.notify(this.name))}getValue(e){return N.track(e,this.name),e[this.fieldName]}onAttributeChangedCallback(e,t){this.guards.has(e)||(this.guards.add(e),this.mode===Wo?this.setValue(e,t!==null):this.setValue(e,t),this.guards.delete(e))}tryReflectToAttribute(e){let t=this.mode,o=this.guards;o.has(e)||t==="fromView"||Ne.enqueue(()=>{o.add(e);let n=e[this.fieldName];switch(t){case Ta:{let a=this.converter;Ce.setAttribute(e,this.attribute,a!==void 0?a.toView(n):n);break}case Wo:Ce.setBooleanAttribute(e,this.attribute,n);break}o.delete(e)})}static collect(e,...t){let o=[];t.push(vt.locate(e));for(let n=0,a=t.length;n<a;++n){let s=t[n];if(s!==void 0)for(let l=0,i=s.length;l<i;++l){let u=s[l];J(u)?o.push(new r(e,u)):o.push(new r(e,u.property,u.attribute,u.mode,u.converter))}}return o}};function w(r,e){let t;function o(n,a){arguments.length>1&&(t.property=a),vt.locate(n.constructor).push(t)}if(arguments.length>1){t={},o(r,e);return}return t=r===void 0?{}:r,o}var qo;function Fa(r){return r.reduce((e,t)=>(t instanceof Z?e.push(...Fa(t.styles)):e.push(t),e),[])}var Z=class r{get strategy(){return this._strategy===null&&(qo||r.setDefaultStrategy(r.supportsAdoptedStyleSheets?xc():wc()),this.withStrategy(qo)),this._strategy}constructor(e){this.styles=e,this.targets=new WeakSet,this._strategy=null}addStylesTo(e){this.strategy.addStylesTo(e),this.targets.add(e)}removeStylesFrom(e){this.strategy.removeStylesFrom(e),this.targets.delete(e)}isAttachedTo(e){return this.targets.has(e)}withStrategy(e){return this._strategy=new e(Fa(this.styles)),this}static setDefaultStrategy(e){qo=e}static normalize(e){return e===void 0?void 0:Array.isArray(e)?new r(e):e instanceof r?e:new r([e])}};Z.supportsAdoptedStyleSheets=Array.isArray(document.adoptedStyleSheets)&&"replace"in CSSStyleSheet.prototype;function xc(){let r=new Map;return class{constructor(t){this.sheets=t.map(o=>{if(o instanceof CSSStyleSheet)return o;let n=r.get(o);return n===void 0&&(n=new CSSStyleSheet,n.replaceSync(o),r.set(o,n)),n})}addStylesTo(t){let o=t;o.adoptedStyleSheets=[...o.adoptedStyleSheets,...this.sheets]}removeStylesFrom(t){let o=t;o.adoptedStyleSheets=o.adoptedStyleSheets.filter(n=>this.sheets.indexOf(n)===-1)}}}var Bc=0;function wc(){return class{constructor(e){this.styles=e,this.styleClass=`fast-${++Bc}`}addStylesTo(e){let t=e===document?document.body:e;for(let o=0;o<this.styles.length;o++){let n=document.createElement("style");n.innerHTML=this.styles[o],n.className=this.styleClass,t.append(n)}}removeStylesFrom(e){let t=e===document?document.body:e,o=t.querySelectorAll(`.${this.styleClass}`);for(let n=0,a=o.length;n<a;++n)t.removeChild(o[n])}}}var $c={},Ra=new WeakMap,Go=ht(),bt=Object.freeze({register(r){if(!Go.register(r))return!1;let e=La(r.registry);return Object.prototype.hasOwnProperty.call(e,r.name)||N.defineProperty(e,r.name),e[r.name]=r.type,!0},getByType:Go.getByType,getForInstance:Go.getForInstance,whenRegistered:Pc});function La(r=customElements){if(r===customElements)return $c;let e=Ra.get(r);return e||(e={},Ra.set(r,e)),e}function Ia(r){return r===void 0?void 0:bt.getByType(r)}function Pc(r,e=customElements){let t=La(e);Object.prototype.hasOwnProperty.call(t,r)||N.defineProperty(t,r);let o=Ia(t[r]);return o!==void 0?Promise.resolve(o):new Promise(n=>{let a=N.getNotifier(t),s={handleChange:()=>{let l=Ia(t[r]);l!==void 0&&(a.unsubscribe(s,r),n(l))}};a.subscribe(s,r)})}var Da={mode:"open"},Ea={},Ma=new Set,Dr=new WeakMap,Lr=new WeakMap,Qe=new WeakMap,Ha=new WeakMap,Ac=new WeakMap;function Nc(r){return me(r)}function Tc(r){return typeof r?.then=="function"}function _a(r,e){if(Lr.delete(r),r.template===void 0&&e!==void 0&&(r.template=e),r.template!==void 0)return Qe.delete(r),Dr.delete(r),r.template}function Xo(r,e=r.registry,t){if(!t?.length)return;let o=r,n=Ha.get(o);if(!n?.has(e)){n===void 0&&(n=new WeakSet,Ha.set(o,n)),n.add(e);for(let a of t)a(r)}}function Er(r){var e;return(e=Ac.get(r))!==null&&e!==void 0?e:null}function Ko(r){if(r.template!==void 0)return Qe.delete(r),r.template;let e=Lr.get(r);if(e)return e;let t=Dr.get(r);if(!t)return;Qe.delete(r);let o;try{o=t(r)}catch(n){throw Qe.set(r,n),n}if(Tc(o)){let n=Promise.resolve(o).then(a=>_a(r,a)).catch(a=>{throw Lr.delete(r),Qe.set(r,a),a});return Lr.set(r,n),n}return _a(r,o)}function Cc(r,e){let t=r;if(e===void 0){Qe.delete(t);return}Qe.set(t,e)}var ue=class r{get isDefined(){return this.platformDefined}constructor(e,t=e.definition){var o;this.platformDefined=!1,J(t)&&(t={name:t}),this.type=e,this.name=t.name,this.registry=(o=t.registry)!==null&&o!==void 0?o:customElements,Nc(t.template)?Dr.set(this,t.template):this.template=t.template;let n=e.prototype,a=qt.collect(e,t.attributes),s=new Array(a.length),l={},i={};for(let u=0,d=a.length;u<d;++u){let g=a[u];s[u]=g.attribute,l[g.name]=g,i[g.attribute]=g,N.defineProperty(n,g)}Reflect.defineProperty(e,"observedAttributes",{value:s,enumerable:!0}),this.attributes=a,this.propertyLookup=l,this.attributeLookup=i,this.shadowOptions=t.shadowOptions===void 0?Da:t.shadowOptions===null?void 0:Object.assign(Object.assign({},Da),t.shadowOptions),this.elementOptions=t.elementOptions===void 0?Ea:Object.assign(Object.assign({},Ea),t.elementOptions),this.styles=Z.normalize(t.styles),this.schema=t.schema,bt.register(this)}define(e=this.registry,t){let o=this.type;if(!e.get(this.name)){if(Xo(this,e,t),this.template===void 0&&Dr.has(this))return Promise.resolve().then(()=>Ko(this)).then(n=>{n!==void 0&&!e.get(this.name)&&(this.platformDefined=!0,e.define(this.name,o,this.elementOptions))}).catch(n=>{Cc(this,n),N.notify(this,"template")}),this;this.platformDefined=!0,e.define(this.name,o,this.elementOptions)}return this}static compose(e,t){let o=Ma.has(e)||bt.getByType(e)?new r(class extends e{},t):new r(e,t);return Promise.resolve(o)}static registerBaseType(e){Ma.add(e)}};ue.getByType=bt.getByType;ue.getForInstance=bt.getForInstance;N.defineProperty(ue.prototype,"template");var Fc={bubbles:!0,composed:!0,cancelable:!0},Yo="isConnected",Va=new WeakMap,Jo=Symbol("fast-late-attribute-observer");function Mr(r){var e,t;return(t=(e=r.shadowRoot)!==null&&e!==void 0?e:Va.get(r))!==null&&t!==void 0?t:null}var Oa,ee;(function(r){r[r.connecting=0]="connecting",r[r.connected=1]="connected",r[r.disconnecting=2]="disconnecting",r[r.disconnected=3]="disconnected"})(ee||(ee={}));var Ue=class r{get isConnected(){return N.track(this,Yo),this.stage===ee.connected}get context(){var e,t;return(t=(e=this.view)===null||e===void 0?void 0:e.context)!==null&&t!==void 0?t:Te.default}get isBound(){var e,t;return(t=(e=this.view)===null||e===void 0?void 0:e.isBound)!==null&&t!==void 0?t:!1}get sourceLifetime(){var e;return(e=this.view)===null||e===void 0?void 0:e.sourceLifetime}get template(){var e;if(this._template===null){let t=this.definition;this.source.resolveTemplate?this._template=this.source.resolveTemplate():t.template&&(this._template=(e=t.template)!==null&&e!==void 0?e:null)}return this._template}set template(e){this._template!==e&&(this._template=e,this.needsInitialization||this.renderTemplate(e))}get shadowOptions(){return this._shadowRootOptions}set shadowOptions(e){if(this._shadowRootOptions===void 0&&e!==void 0){this._shadowRootOptions=e;let t=this.source.shadowRoot;t?this.hasExistingShadowRoot=!0:(t=this.source.attachShadow(e),e.mode==="closed"&&Va.set(this.source,t))}}get mainStyles(){var e;if(this._mainStyles===null){let t=this.definition;this.source.resolveStyles?this._mainStyles=this.source.resolveStyles():t.styles&&(this._mainStyles=(e=t.styles)!==null&&e!==void 0?e:null)}return this._mainStyles}set mainStyles(e){this._mainStyles!==e&&(this._mainStyles!==null&&this.removeStyles(this._mainStyles),this._mainStyles=e,this.needsInitialization||this.addStyles(e))}constructor(e,t){this.boundObservables=null,this.needsInitialization=!0,this.hasExistingShadowRoot=!1,this.isPrerendered=new Promise(a=>{this._resolvePrerendered=a}),this.isHydrated=new Promise(a=>{this._resolveHydrated=a}),this._template=null,this.stage=ee.disconnected,this.guardBehaviorConnection=!1,this.behaviors=null,this.behaviorsConnected=!1,this._mainStyles=null,this.$fastController=this,this.view=null,this._notifier=new mt(e),this.source=e,this.definition=t,this.shadowOptions=t.shadowOptions;let o=Reflect.getPrototypeOf(e),n=o===null?[]:N.getAccessors(o);if(n.length>0){let a=this.boundObservables=Object.create(null);for(let s=0,l=n.length;s<l;++s){let i=n[s].name,u=e[i];u!==void 0&&(delete e[i],a[i]=u)}Object.keys(a).length===0&&(this.boundObservables=null)}this.captureBoundObservables()}get subject(){return this._notifier.subject}notify(e){this._notifier.notify(e)}subscribe(e,t){this._notifier.subscribe(e,t)}unsubscribe(e,t){this._notifier.unsubscribe(e,t)}onUnbind(e){var t;(t=this.view)===null||t===void 0||t.onUnbind(e)}addBehavior(e){var t,o;let n=(t=this.behaviors)!==null&&t!==void 0?t:this.behaviors=new Map,a=(o=n.get(e))!==null&&o!==void 0?o:0;a===0?(n.set(e,1),e.addedCallback&&e.addedCallback(this),e.connectedCallback&&!this.guardBehaviorConnection&&(this.stage===ee.connected||this.stage===ee.connecting)&&e.connectedCallback(this)):n.set(e,a+1)}removeBehavior(e,t=!1){let o=this.behaviors;if(o===null)return;let n=o.get(e);n!==void 0&&(n===1||t?(o.delete(e),e.disconnectedCallback&&this.stage!==ee.disconnected&&e.disconnectedCallback(this),e.removedCallback&&e.removedCallback(this)):o.set(e,n-1))}addStyles(e){var t;if(!e)return;let o=this.source;e instanceof HTMLElement?((t=Mr(o))!==null&&t!==void 0?t:this.source).append(e):e.isAttachedTo(o)||e.addStylesTo(o)}removeStyles(e){var t;if(!e)return;let o=this.source;e instanceof HTMLElement?((t=Mr(o))!==null&&t!==void 0?t:o).removeChild(e):e.isAttachedTo(o)&&e.removeStylesFrom(o)}connect(){this.stage===ee.disconnected&&(this.stage=ee.connecting,this.captureBoundObservables(),this.syncLateAttributes(),this.observeLateAttributes(),this.bindObservables(),this.connectBehaviors(),this.needsInitialization?(this.renderTemplate(this.template),this.addStyles(this.mainStyles),this.needsInitialization=!1):this.view!==null&&this.view.bind(this.source),this.stage=ee.connected,N.notify(this,Yo))}bindObservables(){if(this.boundObservables!==null){let e=this.source,t=this.boundObservables,o=Object.keys(t);for(let n=0,a=o.length;n<a;++n){let s=o[n];e[s]=t[s]}this.boundObservables=null}}captureBoundObservables(){let e=this.source,t=Object.getOwnPropertyNames(e),o=a=>{let s=Reflect.getPrototypeOf(e);for(;s!==null;){let l=Reflect.getOwnPropertyDescriptor(s,a);if(l?.get||l?.set)return!0;s=Reflect.getPrototypeOf(s)}return!1},n=this.boundObservables;for(let a=0,s=t.length;a<s;++a){let i=t[a];if(!o(i))continue;let u=e[i];if(u===void 0){delete e[i];continue}delete e[i],(n??(n=this.boundObservables=Object.create(null)))[i]=u}}syncLateAttributes(){let e=Er(this.definition);if(e!==null)for(let t of Object.keys(e))this.source.hasAttribute(t)&&this.onAttributeChangedCallback(t,null,this.source.getAttribute(t))}observeLateAttributes(){let e=Er(this.definition);if(e===null)return;let t=this.source;t[Jo]===void 0&&(t[Jo]=new MutationObserver(o=>{let n=t.$fastController,a=Er(n.definition);if(a!==null)for(let s=0,l=o.length;s<l;++s){let i=o[s].attributeName;i===null||a[i]===void 0||n.onAttributeChangedCallback(i,null,t.getAttribute(i))}}),t[Jo].observe(t,{attributes:!0,attributeFilter:Object.keys(e)}))}connectBehaviors(){if(this.behaviorsConnected===!1){let e=this.behaviors;if(e!==null){this.guardBehaviorConnection=!0;for(let t of e.keys())t.connectedCallback&&t.connectedCallback(this);this.guardBehaviorConnection=!1}this.behaviorsConnected=!0}}disconnectBehaviors(){if(this.behaviorsConnected===!0){let e=this.behaviors;if(e!==null)for(let t of e.keys())t.disconnectedCallback&&t.disconnectedCallback(this);this.behaviorsConnected=!1}}disconnect(){this.stage===ee.connected&&(this.stage=ee.disconnecting,N.notify(this,Yo),this.view!==null&&this.view.unbind(),this.disconnectBehaviors(),this.stage=ee.disconnected)}onAttributeChangedCallback(e,t,o){let n=this.definition.attributeLookup[e];n!==void 0&&n.onAttributeChangedCallback(this.source,o)}emit(e,t,o){return this.stage===ee.connected?this.source.dispatchEvent(new CustomEvent(e,Object.assign(Object.assign({detail:t},Fc),o))):!1}renderTemplate(e){var t;let o=this.source,n=(t=Mr(o))!==null&&t!==void 0?t:o;if(this.view!==null)this.view.dispose(),this.view=null;else if((!this.needsInitialization||this.hasExistingShadowRoot)&&(!this.hasExistingShadowRoot||!this.needsInitialization))for(let a=n.firstChild;a!==null;a=n.firstChild)n.removeChild(a);if(e){let a=this.hasExistingShadowRoot&&this.needsInitialization,s=!1;a&&r.hydrationHook&&(s=r.hydrationHook(this,e,o,n)),s||this.renderClientSide(e,o,n),this._resolvePrerendered(a),this._resolveHydrated(s)}else this.needsInitialization&&(this._resolvePrerendered(!1),this._resolveHydrated(!1))}renderClientSide(e,t,o){if(this.hasExistingShadowRoot){for(let n=o.firstChild;n!==null;n=o.firstChild)o.removeChild(n);this.hasExistingShadowRoot=!1}this.view=e.render(t,o,t),this.view.sourceLifetime=je.coupled}static forCustomElement(e,t=!1){let o=e.$fastController;if(o!==void 0&&!t)return o;let n=ue.getForInstance(e);if(n===void 0)throw D.error(T.missingElementDefinition);return N.getNotifier(n).subscribe({handleChange:()=>{r.forCustomElement(e,!0),e.$fastController.connect()}},"template"),N.getNotifier(n).subscribe({handleChange:()=>{r.forCustomElement(e,!0),e.$fastController.connect()}},"shadowOptions"),e.$fastController=new Oa(e,n)}static setStrategy(e){Oa=e}static installHydrationHook(e){r.hydrationHook=e}};Ue.hydrationHook=null;Q(Ue);Ue.setStrategy(Ue);function Hr(r){var e;return"adoptedStyleSheets"in r?r:(e=Mr(r))!==null&&e!==void 0?e:r.getRootNode()}var _r=class r{constructor(e){let t=r.styleSheetCache;this.sheets=e.map(o=>{if(o instanceof CSSStyleSheet)return o;let n=t.get(o);return n===void 0&&(n=new CSSStyleSheet,n.replaceSync(o),t.set(o,n)),n})}addStylesTo(e){ja(Hr(e),this.sheets)}removeStylesFrom(e){Ua(Hr(e),this.sheets)}};_r.styleSheetCache=new Map;var Rc=0,Ic=()=>`fast-${++Rc}`;function za(r){return r===document?document.body:r}var Qo=class{constructor(e){this.styles=e,this.styleClass=Ic()}addStylesTo(e){e=za(Hr(e));let t=this.styles,o=this.styleClass;for(let n=0;n<t.length;n++){let a=document.createElement("style");a.innerHTML=t[n],a.className=o,e.append(a)}}removeStylesFrom(e){e=za(Hr(e));let t=e.querySelectorAll(`.${this.styleClass}`);for(let o=0,n=t.length;o<n;++o)e.removeChild(t[o])}},ja=(r,e)=>{r.adoptedStyleSheets=[...r.adoptedStyleSheets,...e]},Ua=(r,e)=>{r.adoptedStyleSheets=r.adoptedStyleSheets.filter(t=>e.indexOf(t)===-1)};if(Z.supportsAdoptedStyleSheets){try{document.adoptedStyleSheets.push(),document.adoptedStyleSheets.splice(),ja=(r,e)=>{r.adoptedStyleSheets.push(...e)},Ua=(r,e)=>{for(let t of e){let o=r.adoptedStyleSheets.indexOf(t);o!==-1&&r.adoptedStyleSheets.splice(o,1)}}}catch{}Z.setDefaultStrategy(_r)}else Z.setDefaultStrategy(Qo);function Wa(r){let e=class extends r{constructor(){super(),Ue.forCustomElement(this)}$emit(t,o,n){return this.$fastController.emit(t,o,n)}connectedCallback(){this.$fastController.connect()}disconnectedCallback(){this.$fastController.disconnect()}attributeChangedCallback(t,o,n){this.$fastController.onAttributeChangedCallback(t,o,n)}};return ue.registerBaseType(e),e}function Lc(r){return typeof r?.then=="function"}function Dc(r,e,t){return Array.isArray(e)&&(t=e,e=void 0),(me(r)?ue.compose(r,e):ue.compose(this,r)).then(n=>{Xo(n,n.registry,t);let a=Ko(n);return Lc(a)?a.then(()=>n.define().type):n.define().type})}function Ec(r){return Wa(r)}var Fe=Object.assign(Wa(HTMLElement),{from:Ec,define:Dc});var Zo=ht(),en=Object.freeze({getForInstance:Zo.getForInstance,getByType:Zo.getByType,define(r){return Zo.register({type:r}),r}});function qa(r,e){let t=[],o="";for(let n=0,a=r.length-1;n<a;++n){o+=r[n];let s=e[n];en.getForInstance(s)!==void 0&&(s=s.createCSS()),s instanceof Z||s instanceof CSSStyleSheet?(o.trim()!==""&&(t.push(o),o=""),t.push(s)):o+=s}return o+=r[r.length-1],o.trim()!==""&&t.push(o),t}var oe=((r,...e)=>new Z(qa(r,e))),Or=class{constructor(e){this.value=e.length===0?"":e.length===1?e[0]:new Z(e)}createCSS(){return this.value}};en.define(Or);oe.partial=(r,...e)=>new Or(qa(r,e));var tn=`fast-${Math.random().toString(36).substring(2,8)}`,zr=`${tn}{`,Gt=`}${tn}`,Mc=Gt.length,Hc=0,Xt=()=>`${tn}-${++Hc}`,Vr=Object.freeze({interpolation:r=>`${zr}${r}${Gt}`,attribute:r=>`${Xt()}="${zr}${r}${Gt}"`,comment:r=>`<!--${zr}${r}${Gt}-->`}),Kt=Object.freeze({parse(r,e){let t=r.split(zr);if(t.length===1)return null;let o=[];for(let n=0,a=t.length;n<a;++n){let s=t[n],l=s.indexOf(Gt),i;if(l===-1)i=s;else{let u=s.substring(0,l);o.push(e[u]),i=s.substring(l+Mc)}i!==""&&o.push(i)}return o}});var rn=ht(),K=Object.freeze({getForInstance:rn.getForInstance,getByType:rn.getByType,define(r,e){return e=e||{},e.type=r,rn.register(e),r},assignAspect(r,e){if(!e){r.aspectType=M.content;return}switch(r.sourceAspect=e,e[0]){case":":r.targetAspect=e.substring(1),r.aspectType=r.targetAspect==="classList"?M.tokenList:M.property;break;case"?":r.targetAspect=e.substring(1),r.aspectType=M.booleanAttribute;break;case"@":r.targetAspect=e.substring(1),r.aspectType=M.event;break;default:r.targetAspect=e,r.aspectType=M.attribute;break}}});var Ze=class{constructor(e){this.options=e}createHTML(e){return Vr.attribute(e(this))}createBehavior(){return this}};Q(Ze);var jr=class extends Ze{get id(){return this._id}set id(e){this._id=e,this._controllerProperty=`${e}-c`}bind(e){let t=e.targets[this.targetNodeId];t[this._controllerProperty]=e,this.updateTarget(e.source,this.computeNodes(t)),this.observe(t),e.onUnbind(this)}unbind(e){let t=e.targets[this.targetNodeId];this.updateTarget(e.source,$a),this.disconnect(t),t[this._controllerProperty]=null}getSource(e){return e[this._controllerProperty].source}updateTarget(e,t){e[this.options.property]=t}computeNodes(e){let t=this.getNodes(e);return"filter"in this.options&&(t=t.filter(this.options.filter)),t}};var Ga=/fe-b\$\$start\$\$(\d+)\$\$(.+)\$\$fe-b/,_c=/fe-b\$\$end\$\$(\d+)\$\$(.+)\$\$fe-b/,Oc=/fe-repeat\$\$start\$\$(\d+)\$\$fe-repeat/,zc=/fe-repeat\$\$end\$\$(\d+)\$\$fe-repeat/,Vc=/^(?:.{0,1000})fe-eb\$\$start\$\$(.+?)\$\$fe-eb/,jc=/fe-eb\$\$end\$\$(.{0,1000})\$\$fe-eb(?:.{0,1000})$/;function Xa(r){return r&&r.nodeType===Node.COMMENT_NODE}var ie=Object.freeze({attributeMarkerName:"data-fe",legacyAttributeMarkerName:"data-fe-b",legacyCompactAttributeMarkerName:"data-fe-c",contentBindingStartMarker(){return"fe:b"},contentBindingEndMarker(){return"fe:/b"},repeatStartMarker(){return"fe:r"},repeatEndMarker(){return"fe:/r"},elementBoundaryStartMarker(){return"fe:e"},elementBoundaryEndMarker(){return"fe:/e"},isContentBindingStartMarker(r){return r==="fe:b"||Ga.test(r)},isContentBindingEndMarker(r){return r==="fe:/b"||_c.test(r)},isRepeatViewStartMarker(r){return r==="fe:r"||Oc.test(r)},isRepeatViewEndMarker(r){return r==="fe:/r"||zc.test(r)},isElementBoundaryStartMarker(r){return Xa(r)&&(r.data==="fe:e"||Vc.test(r.data))},isElementBoundaryEndMarker(r){return Xa(r)&&(r.data==="fe:/e"||jc.test(r.data))},parseAttributeBindingCount(r){let e=r.getAttribute(this.attributeMarkerName);if(e===null)return null;let t=e.trim();if(!/^\d+$/.test(t))throw D.error(T.invalidHydrationAttributeMarker,{value:e});let o=parseInt(t,10);if(o<1)throw D.error(T.invalidHydrationAttributeMarker,{value:e});return o},parseLegacyAttributeBindingIndices(r){let e=[],t=r.getAttribute(this.legacyAttributeMarkerName);if(t!==null)for(let a of t.trim().split(/\s+/)){if(a==="")continue;let s=Number(a);if(!Number.isInteger(s)||s<0)throw D.error(T.invalidHydrationAttributeMarker,{value:t});e.push(s)}let o=`${this.legacyAttributeMarkerName}-`,n=`${this.legacyCompactAttributeMarkerName}-`;for(let a of r.getAttributeNames())if(a.startsWith(o)){let s=Number(a.slice(o.length));if(!Number.isInteger(s)||s<0)throw D.error(T.invalidHydrationAttributeMarker,{value:a});e.push(s)}else if(a.startsWith(n)){let[s,l]=a.slice(n.length).split("-").map(i=>Number(i));if(!Number.isInteger(s)||!Number.isInteger(l)||s<0||l<1)throw D.error(T.invalidHydrationAttributeMarker,{value:a});for(let i=0;i<l;i++)e.push(s+i)}return e.length===0?null:e},removeLegacyAttributeBindingMarkers(r){r.removeAttribute(this.legacyAttributeMarkerName);for(let e of r.getAttributeNames())(e.startsWith(`${this.legacyAttributeMarkerName}-`)||e.startsWith(`${this.legacyCompactAttributeMarkerName}-`))&&r.removeAttribute(e)},parseLegacyContentBindingStartIndex(r){return Uc(Ga,r)}});function Uc(r,e){let t=r.exec(e);return t===null?null:Number(t[1])}var Yt=Symbol.for("fe-hydration");function Ur(r){return r[Yt]===Yt}var Ka="unknown";function Ya(r,e){let t=e?`: ${e}`:"";return`Hydration mismatch in <${r}>${t}. Install hydrationDebugger() from "@microsoft/fast-element/hydration.js" and pass it as enableHydration({ debugger: hydrationDebugger() }) for an "Expected / Received" report including the SSR HTML snippet.`}var Ja="content following `<!--fe:b-->` content binding marker",Qa="matching `<!--fe:/b-->` content binding close marker",Za="matching `<!--fe:/e-->` element boundary close marker";function on(r){return`no more attribute bindings (template defines ${r})`}function es(r){return`no more content bindings (template defines ${r})`}function ts(r,e){let t=(r??Ka).toLowerCase();return Ya(t,e)}var Wc={formatBindingMismatch(r,e,t,o){return{message:ts(o,void 0)}},formatStructuralError(r,e,t){return{message:ts(e,t)}}},qc=Wc;function Re(){return qc}function Ie(r){var e;return r?(e=r.getRootNode().host)===null||e===void 0?void 0:e.nodeName:void 0}var ve=class extends Error{constructor(e,t,o,n,a){super(e),this.factories=t,this.node=o,this.expected=n,this.received=a}};function nn(r){return r.nodeType===Node.COMMENT_NODE}function rs(r){return r.nodeType===Node.TEXT_NODE}function an(r,e){let t=document.createRange();return t.setStart(r,0),t.setEnd(e,nn(e)||rs(e)?e.data.length:e.childNodes.length),t}function os(r,e,t){let o=an(r,e),n=o.commonAncestorContainer,a=document.createTreeWalker(n,NodeFilter.SHOW_ELEMENT+NodeFilter.SHOW_COMMENT+NodeFilter.SHOW_TEXT,{acceptNode(g){return o.comparePoint(g,0)===0?NodeFilter.FILTER_ACCEPT:NodeFilter.FILTER_REJECT}}),s={},l={},i=Kc(t),u=i,d=a.currentNode=r;for(;d!==null;){switch(d.nodeType){case Node.ELEMENT_NODE:{let g=d,f=ie.parseLegacyAttributeBindingIndices(g);if(f!==null){for(let $ of f){let X=$+i,ze=t[X];if(!ze){let Ut=on(t.length),Oo=Re().formatStructuralError(d,Ie(d),Ut);throw new ve(Oo.message,t,g,Oo.expected,Oo.received)}yt(ze,d,s),u=Math.max(u,X+1)}ie.removeLegacyAttributeBindingMarkers(g);break}let y=ie.parseAttributeBindingCount(g);if(y!==null){for(let $=0;$<y;$++){let X=t[u++];if(!X){let ze=on(t.length),Ut=Re().formatStructuralError(d,Ie(d),ze);throw new ve(Ut.message,t,d,Ut.expected,Ut.received)}yt(X,d,s)}g.removeAttribute(ie.attributeMarkerName)}break}case Node.COMMENT_NODE:{let g=d.data;if(ie.isElementBoundaryStartMarker(d))d.data="",Xc(a,t,d);else if(ie.isContentBindingStartMarker(g)){let f=ie.parseLegacyContentBindingStartIndex(g),y=f===null?u++:f+i,$=t[y];if(u=Math.max(u,y+1),!$){let X=es(t.length),ze=Re().formatStructuralError(d,Ie(d),X);throw new ve(ze.message,t,d,ze.expected,ze.received)}Gc(d,a,$,t,s,l)}break}}d=a.nextNode()}return o.detach(),{targets:s,boundaries:l}}function Gc(r,e,t,o,n,a){let s=[],l=e.nextSibling();if(r.data="",l===null){let d=Ja,g=Re().formatStructuralError(r,Ie(r),d);throw new ve(g.message,o,r,g.expected,g.received)}let i=l,u=0;for(;l!==null;){if(nn(l)){if(ie.isContentBindingStartMarker(l.data))u++;else if(ie.isContentBindingEndMarker(l.data)){if(u===0)break;u--}}s.push(l),l=e.nextSibling()}if(l===null){let d=Qa,g=Re().formatStructuralError(r,Ie(r),d);throw new ve(g.message,o,r,g.expected,g.received)}if(l.data="",s.length===1&&rs(s[0]))yt(t,s[0],n);else{l!==i&&l.previousSibling!==null&&(a[t.targetNodeId]={first:i,last:l.previousSibling});let d=l.parentNode.insertBefore(document.createTextNode(""),l);yt(t,d,n)}}function Xc(r,e,t){let o=0,n=r.nextSibling();for(;n!==null;){if(nn(n)){if(ie.isElementBoundaryStartMarker(n))n.data="",o++;else if(ie.isElementBoundaryEndMarker(n)){if(o===0){n.data="";return}n.data="",o--}}n=r.nextSibling()}let a=Za,s=Re().formatStructuralError(t,Ie(t),a);throw new ve(s.message,e,t,s.expected,s.received)}function Kc(r){let e=0;for(let t=0,o=r.length;t<o&&r[t].targetNodeId==="h";++t)e++;return e}function yt(r,e,t){if(r.targetNodeId===void 0)throw new Error("Factory could not be target to the node");t[r.targetNodeId]=e}function kt(r,e){let t=r.parentNode,o=r,n;for(;o!==e;){if(n=o.nextSibling,!n)throw new Error(`Unmatched first/last child inside "${e.getRootNode().host.nodeName}".`);t.removeChild(o),o=n}t.removeChild(e)}var Jt=class{constructor(){this.index=0,this.length=0}get event(){return Te.getEvent()}get isEven(){return this.index%2===0}get isOdd(){return this.index%2!==0}get isFirst(){return this.index===0}get isInMiddle(){return!this.isFirst&&!this.isLast}get isLast(){return this.index===this.length-1}eventDetail(){return this.event.detail}eventTarget(){return this.event.target}},et=class extends Jt{constructor(e,t,o){super(),this.fragment=e,this.factories=t,this.targets=o,this.behaviors=null,this.unbindables=[],this.source=null,this.isBound=!1,this.sourceLifetime=je.unknown,this._skipAttrUpdates=!1,this.isPrerendered=Promise.resolve(!1),this.isHydrated=Promise.resolve(!1),this.context=this,this.firstChild=e.firstChild,this.lastChild=e.lastChild}appendTo(e){e.appendChild(this.fragment)}insertBefore(e){if(this.fragment.hasChildNodes())e.parentNode.insertBefore(this.fragment,e);else{let t=this.lastChild;if(e.previousSibling===t)return;let o=e.parentNode,n=this.firstChild,a;for(;n!==t;)a=n.nextSibling,o.insertBefore(n,e),n=a;o.insertBefore(t,e)}}remove(){let e=this.fragment,t=this.lastChild,o=this.firstChild,n;for(;o!==t;)n=o.nextSibling,e.appendChild(o),o=n;e.appendChild(t)}dispose(){kt(this.firstChild,this.lastChild),this.unbind()}onUnbind(e){this.unbindables.push(e)}bind(e,t=this){if(this.source===e&&this.context===t)return;let o=this.behaviors;if(o===null){this.source=e,this.context=t,this.behaviors=o=new Array(this.factories.length);let n=this.factories;for(let a=0,s=n.length;a<s;++a){let l=n[a].createBehavior();l.bind(this),o[a]=l}}else{this.source!==null&&this.evaluateUnbindables(),this.isBound=!1,this.source=e,this.context=t;for(let n=0,a=o.length;n<a;++n)o[n].bind(this)}this.isBound=!0}unbind(){!this.isBound||this.source===null||(this.evaluateUnbindables(),this.source=null,this.context=this,this.isBound=!1)}evaluateUnbindables(){let e=this.unbindables;for(let t=0,o=e.length;t<o;++t)e[t].unbind(this);e.length=0}static disposeContiguousBatch(e){if(e.length!==0){kt(e[0].firstChild,e[e.length-1].lastChild);for(let t=0,o=e.length;t<o;++t)e[t].unbind()}}};Q(et);N.defineProperty(et.prototype,"index");N.defineProperty(et.prototype,"length");var ns,tt={unhydrated:"unhydrated",hydrating:"hydrating",hydrated:"hydrated"},sn=class extends Error{constructor(e,t,o,n,a,s){super(e),this.factory=t,this.fragment=o,this.templateString=n,this.expected=a,this.received=s}},ln=class extends Jt{get hydrationStage(){return this._hydrationStage}get targets(){return this._targets}get bindingViewBoundaries(){return this._bindingViewBoundaries}constructor(e,t,o,n){super(),this.firstChild=e,this.lastChild=t,this.sourceTemplate=o,this.hostBindingTarget=n,this[ns]=Yt,this.context=this,this.source=null,this.isBound=!1,this.sourceLifetime=je.unknown,this.unbindables=[],this.fragment=null,this.behaviors=null,this._hydrationStage=tt.unhydrated,this._bindingViewBoundaries={},this._targets={},this.factories=o.compile().factories}insertBefore(e){if(this.fragment!==null)if(this.fragment.hasChildNodes())e.parentNode.insertBefore(this.fragment,e);else{let t=this.lastChild;if(e.previousSibling===t)return;let o=e.parentNode,n=this.firstChild,a;for(;n!==t;)a=n.nextSibling,o.insertBefore(n,e),n=a;o.insertBefore(t,e)}}appendTo(e){this.fragment!==null&&e.appendChild(this.fragment)}remove(){let e=this.fragment||(this.fragment=document.createDocumentFragment()),t=this.lastChild,o=this.firstChild,n;for(;o!==t;){if(n=o.nextSibling,!n)throw new Error(`Unmatched first/last child inside "${t.getRootNode().host.nodeName}".`);e.appendChild(o),o=n}e.appendChild(t)}bind(e,t=this){if(this.source===e&&this.context===t)return;this.hydrationStage!==tt.hydrated&&(this._hydrationStage=tt.hydrating);let o=this.behaviors;if(o===null){this.source=e,this.context=t;try{let{targets:a,boundaries:s}=os(this.firstChild,this.lastChild,this.factories);this._targets=a,this._bindingViewBoundaries=s}catch(a){if(a instanceof ve){let s=this.sourceTemplate.html;typeof s!="string"&&(s=s.innerHTML),a.templateString=s}throw a}this.behaviors=o=new Array(this.factories.length);let n=this.factories;for(let a=0,s=n.length;a<s;++a){let l=n[a];if(l.targetNodeId==="h"&&this.hostBindingTarget&&yt(l,this.hostBindingTarget,this._targets),l.targetNodeId in this.targets){let i=l.createBehavior();i.bind(this),o[a]=i}else{let i=this.sourceTemplate.html;typeof i!="string"&&(i=i.innerHTML);let u=an(this.firstChild,this.lastChild).cloneContents(),d=Re().formatBindingMismatch(l,this.firstChild,this.lastChild,Ie(this.firstChild));throw new sn(d.message,l,u,i,d.expected,d.received)}}}else{this.source!==null&&this.evaluateUnbindables(),this.isBound=!1,this.source=e,this.context=t;for(let n=0,a=o.length;n<a;++n)o[n].bind(this)}this.isBound=!0,this._hydrationStage=tt.hydrated}unbind(){!this.isBound||this.source===null||(this.evaluateUnbindables(),this.source=null,this.context=this,this.isBound=!1)}dispose(){kt(this.firstChild,this.lastChild),this.unbind()}onUnbind(e){this.unbindables.push(e)}evaluateUnbindables(){let e=this.unbindables;for(let t=0,o=e.length;t<o;++t)e[t].unbind(this);e.length=0}};ns=Yt;Q(ln);function Yc(r){return r.create!==void 0}function Jc(r,e,t,o){if(t==null&&(t=""),Yc(t)){r.textContent="";let n=r.$fastView;if(n===void 0)if(Ur(o)&&Ur(t)&&o.bindingViewBoundaries[this.targetNodeId]!==void 0&&o.hydrationStage!==tt.hydrated){let a=o.bindingViewBoundaries[this.targetNodeId];n=t.hydrate(a.first,a.last)}else n=t.create();else r.$fastTemplate!==t&&(n.isComposed&&(n.remove(),n.unbind()),n=t.create());n.isComposed?n.needsBindOnly&&(n.needsBindOnly=!1,n.bind(o.source,o.context)):(n.isComposed=!0,n.bind(o.source,o.context),n.insertBefore(r),r.$fastView=n,r.$fastTemplate=t)}else{let n=r.$fastView;if(n!==void 0&&n.isComposed&&(n.isComposed=!1,n.remove(),n.needsBindOnly?n.needsBindOnly=!1:n.unbind()),n===void 0&&Ur(o)&&o.hydrationStage!==tt.hydrated){let a=o.bindingViewBoundaries[this.targetNodeId];a!==void 0&&(kt(a.first,a.last),delete o.bindingViewBoundaries[this.targetNodeId])}r.textContent=t}}function Qc(r,e,t){var o;let n=`${this.id}-t`,a=(o=r[n])!==null&&o!==void 0?o:r[n]={v:0,cv:Object.create(null)},s=a.cv,l=a.v,i=r[e];if(t!=null&&t.length){let u=t.split(/\s+/);for(let d=0,g=u.length;d<g;++d){let f=u[d];f!==""&&(s[f]=l,i.add(f))}}if(a.v=l+1,l!==0){l-=1;for(let u in s)s[u]===l&&i.remove(u)}}var Zc={[M.attribute]:Ce.setAttribute,[M.booleanAttribute]:Ce.setBooleanAttribute,[M.property]:(r,e,t)=>r[e]=t,[M.content]:Jc,[M.tokenList]:Qc,[M.event]:()=>{}},be=class{constructor(e){this.updateTarget=null,this.aspectType=M.content,this.dataBinding=e}createHTML(e){return Vr.interpolation(e(this))}createBehavior(){var e;if(this.updateTarget===null){let t=Zc[this.aspectType],o=(e=this.dataBinding.policy)!==null&&e!==void 0?e:this.policy;if(!t)throw D.error(T.unsupportedBindingBehavior);this.data=`${this.id}-d`,this.updateTarget=o.protect(this.targetTagName,this.aspectType,this.targetAspect,t)}return this}bind(e){var t;let o=e.targets[this.targetNodeId];switch(this.aspectType){case M.event:o[this.data]=e,o.addEventListener(this.targetAspect,this,this.dataBinding.options);break;case M.content:e.onUnbind(this);default:{let n=(t=o[this.data])!==null&&t!==void 0?t:o[this.data]=this.dataBinding.createObserver(this,this);n.target=o,n.controller=e;let a=n.bind(e);if(e._skipAttrUpdates&&(this.aspectType===M.attribute||this.aspectType===M.booleanAttribute))break;this.updateTarget(o,this.targetAspect,a,e);break}}}unbind(e){let o=e.targets[this.targetNodeId].$fastView;o!==void 0&&o.isComposed&&(o.unbind(),o.needsBindOnly=!0)}handleEvent(e){let t=e.currentTarget[this.data];if(t.isBound){Te.setEvent(e);let o=this.dataBinding.evaluate(t.source,t.context);Te.setEvent(null),o!==!0&&e.preventDefault()}}handleChange(e,t){let o=t.controller;if(!o.isBound)return;let n=t.target;this.updateTarget(n,this.targetAspect,t.bind(o),o)}};K.define(be,{aspected:!0});var ls=(r,e)=>`${r}.${e}`,as={},ye={index:0,node:null};function ss(r){r.startsWith("fast-")||D.warn(T.hostBindingWithoutHost,{name:r})}var ed=new Proxy(document.createElement("div"),{get(r,e){ss(e);let t=Reflect.get(r,e);return me(t)?t.bind(r):t},set(r,e,t){return ss(e),Reflect.set(r,e,t)}}),cn=class{constructor(e,t,o){this.fragment=e,this.directives=t,this.policy=o,this.proto=null,this.nodeIds=new Set,this.descriptors={},this.factories=[]}addFactory(e,t,o,n,a){var s,l;this.nodeIds.has(o)||(this.nodeIds.add(o),this.addTargetDescriptor(t,o,n)),e.id=(s=e.id)!==null&&s!==void 0?s:Xt(),e.targetNodeId=o,e.targetTagName=a,e.policy=(l=e.policy)!==null&&l!==void 0?l:this.policy,this.factories.push(e)}freeze(){return this.proto=Object.create(null,this.descriptors),this}addTargetDescriptor(e,t,o){let n=this.descriptors;if(t==="r"||t==="h"||n[t])return;if(!n[e]){let s=e.lastIndexOf("."),l=e.substring(0,s),i=parseInt(e.substring(s+1),10);this.addTargetDescriptor(l,e,i)}let a=as[t];if(!a){let s=`_${t}`;as[t]=a={get(){var l;return(l=this[s])!==null&&l!==void 0?l:this[s]=this[e].childNodes[o]}}}n[t]=a}createView(e){let t=this.fragment.cloneNode(!0),o=Object.create(this.proto);o.r=t,o.h=e??ed;for(let n of this.nodeIds)Reflect.get(o,n);return new et(t,this.factories,o)}};function cs(r,e,t,o,n,a=!1){let s=t.attributes,l=r.directives;for(let i=0,u=s.length;i<u;++i){let d=s[i],g=d.value,f=Kt.parse(g,l),y=null;f===null?a&&(y=new be(Fr(()=>g,r.policy)),K.assignAspect(y,d.name)):y=Wr.aggregate(f,r.policy),y!==null&&(t.removeAttributeNode(d),i--,u--,r.addFactory(y,e,o,n,t.tagName))}}function td(r,e,t,o,n){let a=Kt.parse(e.textContent,r.directives);if(a===null)return ye.node=e.nextSibling,ye.index=n+1,ye;let s,l=s=e;for(let i=0,u=a.length;i<u;++i){let d=a[i];i!==0&&(n++,o=ls(t,n),s=l.parentNode.insertBefore(document.createTextNode(""),l.nextSibling)),J(d)?s.textContent=d:(s.textContent=" ",K.assignAspect(d),r.addFactory(d,t,o,n,null)),l=s}return ye.index=n+1,ye.node=l.nextSibling,ye}function ds(r,e,t){let o=0,n=e.firstChild;for(;n;){let a=rd(r,t,n,o);n=a.node,o=a.index}}function rd(r,e,t,o){let n=ls(e,o);switch(t.nodeType){case 1:cs(r,e,t,n,o),ds(r,t,n);break;case 3:return td(r,t,e,n,o);case 8:{let a=Kt.parse(t.data,r.directives);a!==null&&r.addFactory(Wr.aggregate(a),e,n,o,null);break}}return ye.index=o+1,ye.node=t.nextSibling,ye}function od(r,e){return r&&r.nodeType===8&&Kt.parse(r.data,e)!==null}var is="TEMPLATE",Wr={compile(r,e,t=Ce.policy){let o;if(J(r)){o=document.createElement(is),o.innerHTML=t.createHTML(r);let s=o.content.firstElementChild;s!==null&&s.tagName===is&&(o=s)}else o=r;!o.content.firstChild&&!o.content.lastChild&&o.content.appendChild(document.createComment(""));let n=document.adoptNode(o.content),a=new cn(n,e,t);return cs(a,"",o,"h",0,!0),(od(n.firstChild,e)||n.childNodes.length===1&&Object.keys(e).length>0)&&n.insertBefore(document.createComment(""),n.firstChild),ds(a,n,"r"),ye.node=null,a.freeze()},setDefaultStrategy(r){this.compile=r},aggregate(r,e=Ce.policy){if(r.length===1)return r[0];let t,o=!1,n,a=r.length,s=r.map(u=>J(u)?()=>u:(t=u.sourceAspect||t,o=o||u.dataBinding.isVolatile,n=n||u.dataBinding.policy,u.dataBinding.evaluate)),l=(u,d)=>{let g="";for(let f=0;f<a;++f)g+=s[f](u,d);return g},i=new be(Rr(l,n??e,o));return K.assignAspect(i,t),i}};var Qt=class extends Ze{bind(e){e.source[this.options]=e.targets[this.targetNodeId]}};K.define(Qt);var qr=r=>new Qt(r);var nd=/([ \x09\x0a\x0c\x0d])([^\0-\x1F\x7F-\x9F "'>=/]+)([ \x09\x0a\x0c\x0d]*=[ \x09\x0a\x0c\x0d]*(?:[^ \x09\x0a\x0c\x0d"'`<>=]*|"[^"]*|'[^']*))$/,ad=Object.create(null),pe=class{constructor(e,t=ad){this.html=e,this.factories=t}createHTML(e){let t=this.factories;for(let o in t)e(t[o]);return this.html}};pe.empty=new pe("");K.define(pe);function sd(r,e,t,o=K.getForInstance(r)){if(o.aspected){let n=nd.exec(e);n!==null&&K.assignAspect(r,n[2])}return r.createHTML(t)}var Zt=class r{constructor(e,t={},o){this.policy=o,this.result=null,this.html=e,this.factories=t}compile(){return this.result===null&&(this.result=Wr.compile(this.html,this.factories,this.policy)),this.result}inline(){return new pe(J(this.html)?this.html:this.html.innerHTML,this.factories)}withPolicy(e){if(this.result)throw D.error(T.cannotSetTemplatePolicyAfterCompilation);if(this.policy)throw D.error(T.onlySetTemplatePolicyOnce);return this.policy=e,this}render(e,t,o){let n=this.create(o);return n.bind(e),n.appendTo(t),n}create(e){return this.compile().createView(e)}static create(e,t,o){let n="",a=Object.create(null),s=l=>{var i;let u=(i=l.id)!==null&&i!==void 0?i:l.id=Xt();return a[u]=l,u};for(let l=0,i=e.length-1;l<i;++l){let u=e[l],d=t[l],g;if(n+=u,me(d))d=new be(Rr(d));else if(d instanceof Ve)d=new be(d);else if(!(g=K.getForInstance(d))){let f=d;d=new be(Fr(()=>f))}n+=sd(d,u,s,g)}return new r(n+e[e.length-1],a,o)}};Q(Zt);var ne=((r,...e)=>{if(Array.isArray(r)&&Array.isArray(r.raw))return Zt.create(r,e);throw D.error(T.directCallToHTMLTagNotAllowed)});ne.partial=r=>new pe(r);var us="slotchange",er=class extends jr{observe(e){e.addEventListener(us,this)}disconnect(e){e.removeEventListener(us,this)}getNodes(e){return e.assignedNodes(this.options)}handleEvent(e){let t=e.currentTarget;this.updateTarget(this.getSource(t),this.computeNodes(t))}};K.define(er);function tr(r){return J(r)&&(r={property:r}),new er(r)}var id=":host([hidden]){display:none}";function We(r){return`${id}:host{display:${r}}`}var St="var(--colorNeutralForeground1)",Gr="var(--colorNeutralForeground1Hover)",ps="var(--colorNeutralForeground1Pressed)";var rt="var(--colorNeutralForeground2)",hs="var(--colorNeutralForeground2Hover)",gs="var(--colorNeutralForeground2Pressed)";var dn="var(--colorNeutralForeground2BrandHover)",un="var(--colorNeutralForeground2BrandPressed)";var ae="var(--colorNeutralForegroundDisabled)";var ms="var(--colorCompoundBrandForeground1Hover)";var Xr="var(--colorNeutralForegroundOnBrand)";var fs="var(--colorNeutralBackground1)",vs="var(--colorNeutralBackground1Hover)",bs="var(--colorNeutralBackground1Pressed)";var ys="var(--colorSubtleBackground)",Kr="var(--colorSubtleBackgroundHover)",rr="var(--colorSubtleBackgroundPressed)";var xt="var(--colorTransparentBackground)",pn="var(--colorTransparentBackgroundHover)",hn="var(--colorTransparentBackgroundPressed)";var ks="var(--colorNeutralBackgroundDisabled)";var Ss="var(--colorBrandBackground)",xs="var(--colorBrandBackgroundHover)",Bs="var(--colorBrandBackgroundPressed)";var ws="var(--colorNeutralStroke1)",or="var(--colorNeutralStroke1Hover)",$s="var(--colorNeutralStroke1Pressed)";var Ps="var(--colorNeutralStrokeOnBrand2)";var As="var(--colorBrandStroke1)",Ns="var(--colorBrandStroke2)";var Yr="var(--colorCompoundBrandStroke)";var Ts="var(--colorNeutralStrokeDisabled)";var gn="var(--colorTransparentStroke)";var Cs="var(--colorStrokeFocus1)",nr="var(--colorStrokeFocus2)";var Fs="var(--borderRadiusNone)",Jr="var(--borderRadiusSmall)",Qr="var(--borderRadiusMedium)",Rs="var(--borderRadiusLarge)";var qe="var(--borderRadiusCircular)",Zr="var(--fontFamilyBase)";var Is="var(--fontSizeBase200)",Bt="var(--fontSizeBase300)",eo="var(--fontSizeBase400)";var Ls="var(--fontWeightRegular)";var ar="var(--fontWeightSemibold)";var Ds="var(--lineHeightBase200)",ot="var(--lineHeightBase300)",to="var(--lineHeightBase400)";var Es="var(--shadow2)",Ms="var(--shadow4)";var Hs="var(--strokeWidthThin)",wt="var(--strokeWidthThick)",le="var(--strokeWidthThicker)",_s="var(--strokeWidthThickest)";var Os="var(--spacingHorizontalXS)",ro="var(--spacingHorizontalSNudge)",zs="var(--spacingHorizontalS)",nt="var(--spacingHorizontalMNudge)",$t="var(--spacingHorizontalM)",Vs="var(--spacingHorizontalL)";var js="var(--spacingVerticalXXS)";var mn="var(--spacingVerticalSNudge)",oo="var(--spacingVerticalS)",Us="var(--spacingVerticalMNudge)";var Ws="var(--spacingVerticalL)";var qs="var(--durationFaster)";var Gs="var(--durationSlow)";var Xs="var(--curveDecelerateMax)";var no="var(--curveEasyEase)";var ld=oe`
  ${We("inline-flex")}

  :host {
    --icon-spacing: ${ro};
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
    background-color: ${fs};
    color: ${St};
    border: ${Hs} solid ${ws};
    padding: 0 ${$t};
    min-width: 96px;
    border-radius: ${Qr};
    font-size: ${Bt};
    font-family: ${Zr};
    font-weight: ${ar};
    line-height: ${ot};
    transition-duration: ${qs};
    transition-property: background, border, color;
    transition-timing-function: ${no};
    cursor: pointer;
    user-select: none;
  }

  .content {
    display: inherit;
  }

  :host(:hover) {
    background-color: ${vs};
    color: ${Gr};
    border-color: ${or};
  }

  :host(:hover:active) {
    background-color: ${bs};
    border-color: ${$s};
    color: ${ps};
    outline-style: none;
  }

  :host(:focus-visible) {
    border-color: ${gn};
    outline: ${wt} solid ${gn};
    box-shadow: ${Ms}, 0 0 0 2px ${nr};
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
    --icon-spacing: ${Os};
    min-height: 24px;
    min-width: 64px;
    padding: 0 ${zs};
    border-radius: ${Jr};
    font-size: ${Is};
    line-height: ${Ds};
    font-weight: ${Ls};
  }

  :host([size='small'][icon-only]) {
    min-width: 24px;
    max-width: 24px;
  }

  :host([size='large']) {
    min-height: 40px;
    border-radius: ${Rs};
    padding: 0 ${Vs};
    font-size: ${eo};
    line-height: ${to};
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
    border-radius: ${qe};
  }

  :host(:is([shape='square'], [shape='square']:focus-visible)) {
    border-radius: ${Fs};
  }

  :host([appearance='primary']) {
    background-color: ${Ss};
    color: ${Xr};
    border-color: transparent;
  }

  :host([appearance='primary']:hover) {
    background-color: ${xs};
  }

  :host([appearance='primary']:is(:hover, :hover:active):not(:focus-visible)) {
    border-color: transparent;
  }

  :host([appearance='primary']:is(:hover, :hover:active)) {
    color: ${Xr};
  }

  :host([appearance='primary']:hover:active) {
    background-color: ${Bs};
  }

  :host([appearance='primary']:focus-visible) {
    border-color: ${Xr};
    box-shadow: ${Es}, 0 0 0 2px ${nr};
  }

  :host([appearance='outline']) {
    background-color: ${xt};
  }

  :host([appearance='outline']:hover) {
    background-color: ${pn};
  }

  :host([appearance='outline']:hover:active) {
    background-color: ${hn};
  }

  :host([appearance='subtle']) {
    background-color: ${ys};
    color: ${rt};
    border-color: transparent;
  }

  :host([appearance='subtle']:hover) {
    background-color: ${Kr};
    color: ${hs};
    border-color: transparent;
  }

  :host([appearance='subtle']:hover:active) {
    background-color: ${rr};
    color: ${gs};
    border-color: transparent;
  }

  :host([appearance='subtle']:hover) ::slotted(svg) {
    fill: ${dn};
  }

  :host([appearance='subtle']:hover:active) ::slotted(svg) {
    fill: ${un};
  }

  :host([appearance='transparent']) {
    background-color: ${xt};
    color: ${rt};
  }

  :host([appearance='transparent']:hover) {
    background-color: ${pn};
    color: ${dn};
  }

  :host([appearance='transparent']:hover:active) {
    background-color: ${hn};
    color: ${un};
  }

  :host(:is([appearance='transparent'], [appearance='transparent']:is(:hover, :active))) {
    border-color: transparent;
  }
`,Ks=oe`
  ${ld}

  :host(:is(:disabled, [disabled], [disabled-focusable], [appearance]:disabled, [appearance][disabled], [appearance][disabled-focusable])),
  :host(:is(:disabled, [disabled], [disabled-focusable], [appearance]:disabled, [appearance][disabled], [appearance][disabled-focusable]):hover),
  :host(:is(:disabled, [disabled], [disabled-focusable], [appearance]:disabled, [appearance][disabled], [appearance][disabled-focusable]):hover:active) {
    background-color: ${ks};
    border-color: ${Ts};
    color: ${ae};
    cursor: not-allowed;
  }

  :host([appearance='primary']:is(:disabled, [disabled], [disabled-focusable])),
  :host([appearance='primary']:is(:disabled, [disabled], [disabled-focusable]):is(:hover, :hover:active)) {
    border-color: transparent;
  }

  :host([appearance='outline']:is(:disabled, [disabled], [disabled-focusable])),
  :host([appearance='outline']:is(:disabled, [disabled], [disabled-focusable]):is(:hover, :hover:active)) {
    background-color: ${xt};
  }

  :host([appearance='subtle']:is(:disabled, [disabled], [disabled-focusable])),
  :host([appearance='subtle']:is(:disabled, [disabled], [disabled-focusable]):is(:hover, :hover:active)) {
    background-color: ${xt};
    border-color: transparent;
  }

  :host([appearance='transparent']:is(:disabled, [disabled], [disabled-focusable])),
  :host([appearance='transparent']:is(:disabled, [disabled], [disabled-focusable]):is(:hover, :hover:active)) {
    border-color: transparent;
    background-color: ${xt};
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
`;function fn(r){return r?typeof r=="string"?new pe(r):"inline"in r?r.inline():r:pe.empty}var Pt=class{};function ao(r){return ne` <slot name="end" ${qr("end")}>${fn(r.end)}</slot> `.inline()}function so(r){return ne` <slot name="start" ${qr("start")}>${fn(r.start)}</slot> `.inline()}function cd(r={}){return ne`
    <template
      @click="${(e,t)=>e.clickHandler(t.event)}"
      @keypress="${(e,t)=>e.keypressHandler(t.event)}"
    >
      ${so(r)}
      <span class="content" part="content">
        <slot ${tr("defaultSlottedContent")}></slot>
      </span>
      ${ao(r)}
    </template>
  `}var Ys=cd();var Js={name:Ba,registry:j.registry,styles:Ks,template:Ys};function B(r,e,t,o){var n=arguments.length,a=n<3?e:o===null?o=Object.getOwnPropertyDescriptor(e,t):o,s;if(typeof Reflect=="object"&&typeof Reflect.decorate=="function")a=Reflect.decorate(r,e,t,o);else for(var l=r.length-1;l>=0;l--)(s=r[l])&&(a=(n<3?s(a):n>3?s(e,t,a):s(e,t))||a);return n>3&&a&&Object.defineProperty(e,t,a),a}function io(r,...e){let t=vt.locate(r);e.forEach(o=>{Object.getOwnPropertyNames(o.prototype).forEach(a=>{a!=="constructor"&&Object.defineProperty(r.prototype,a,Object.getOwnPropertyDescriptor(o.prototype,a))}),vt.locate(o).forEach(a=>t.push(a))})}function lo(r){let e=r.ownerDocument;r?.isConnected&&r?.hasAttribute("autofocus")&&r?.checkVisibility?.({contentVisibilityAuto:!0,visibilityProperty:!0})&&[null,r,e.body,e.documentElement].includes(e.activeElement)&&Ne.enqueue(()=>{r.focus()})}var U=class extends Fe{disabledChanged(){this.setTabIndex()}disabledFocusableChanged(e,t){this.elementInternals&&(this.elementInternals.ariaDisabled=`${!!t}`)}get form(){return this.elementInternals.form}static{this.formAssociated=!0}get labels(){return Object.freeze(Array.from(this.elementInternals.labels))}typeChanged(e,t){t!==Wt.submit&&(this.formSubmissionFallbackControl?.remove(),this.shadowRoot?.querySelector('slot[name="internal"]')?.remove())}clickHandler(e){if(e&&this.disabledFocusable){e.stopImmediatePropagation();return}return this.press(),!0}connectedCallback(){super.connectedCallback(),this.elementInternals.ariaDisabled=`${!!this.disabledFocusable}`,this.setTabIndex(),lo(this)}constructor(){super(),this.disabledFocusable=!1,this.elementInternals=this.attachInternals(),this.elementInternals.role="button"}createAndInsertFormSubmissionFallbackControl(){let e=this.formSubmissionFallbackControlSlot??document.createElement("slot");e.setAttribute("name","internal"),this.shadowRoot?.appendChild(e),this.formSubmissionFallbackControlSlot=e;let t=this.formSubmissionFallbackControl??document.createElement("button");t.style.display="none",t.setAttribute("type","submit"),t.setAttribute("slot","internal"),this.formNoValidate&&t.toggleAttribute("formnovalidate",!0),this.elementInternals.form?.id&&t.setAttribute("form",this.elementInternals.form.id),this.name&&t.setAttribute("name",this.name),this.value&&t.setAttribute("value",this.value),this.formAction&&t.setAttribute("formaction",this.formAction??""),this.formEnctype&&t.setAttribute("formenctype",this.formEnctype??""),this.formMethod&&t.setAttribute("formmethod",this.formMethod??""),this.formTarget&&t.setAttribute("formtarget",this.formTarget??""),this.append(t),this.formSubmissionFallbackControl=t}formDisabledCallback(e){this.disabled=e}keypressHandler(e){if(e&&this.disabledFocusable){e.stopImmediatePropagation();return}if(e.key==="Enter"||e.key===" "){this.click();return}return!0}press(){switch(this.type){case Wt.reset:{this.resetForm();break}case Wt.submit:{this.submitForm();break}}}resetForm(){this.elementInternals.form?.reset()}setTabIndex(){if(this.disabled){this.removeAttribute("tabindex");return}this.tabIndex=Number(this.getAttribute("tabindex")??0)<0?-1:0}submitForm(){if(!(!this.elementInternals.form||this.disabled||this.type!==Wt.submit)){if(!this.name&&!this.formAction&&!this.formEnctype&&!this.formAttribute&&!this.formMethod&&!this.formNoValidate&&!this.formTarget){this.elementInternals.form.requestSubmit();return}try{this.elementInternals.setFormValue(this.value??""),this.elementInternals.form.requestSubmit(this)}catch{this.createAndInsertFormSubmissionFallbackControl(),this.elementInternals.setFormValue(null),this.elementInternals.form.requestSubmit(this.formSubmissionFallbackControl)}}}};B([ft],U.prototype,"defaultSlottedContent",void 0);B([w({mode:"boolean"})],U.prototype,"disabled",void 0);B([w({attribute:"disabled-focusable",mode:"boolean"})],U.prototype,"disabledFocusable",void 0);B([w({attribute:"formaction"})],U.prototype,"formAction",void 0);B([w({attribute:"form"})],U.prototype,"formAttribute",void 0);B([w({attribute:"formenctype"})],U.prototype,"formEnctype",void 0);B([w({attribute:"formmethod"})],U.prototype,"formMethod",void 0);B([w({attribute:"formnovalidate",mode:"boolean"})],U.prototype,"formNoValidate",void 0);B([w({attribute:"formtarget"})],U.prototype,"formTarget",void 0);B([w],U.prototype,"name",void 0);B([w],U.prototype,"type",void 0);B([w],U.prototype,"value",void 0);var Le=class extends U{constructor(){super(...arguments),this.iconOnly=!1}};B([w],Le.prototype,"appearance",void 0);B([w],Le.prototype,"shape",void 0);B([w],Le.prototype,"size",void 0);B([w({attribute:"icon-only",mode:"boolean"})],Le.prototype,"iconOnly",void 0);io(Le,Pt);Le.define(Js);var Qs=`${j.prefix}-spinner`;var Zs=oe`
  ${We("inline-flex")}

  :host {
    --duration: 1.5s;
    --indicatorSize: ${le};
    --size: 32px;
    height: var(--size);
    width: var(--size);
    contain: strict;
    content-visibility: auto;
  }

  :host([size='tiny']) {
    --indicatorSize: ${wt};
    --size: 20px;
  }
  :host([size='extra-small']) {
    --indicatorSize: ${wt};
    --size: 24px;
  }
  :host([size='small']) {
    --indicatorSize: ${wt};
    --size: 28px;
  }
  :host([size='large']) {
    --indicatorSize: ${le};
    --size: 36px;
  }
  :host([size='extra-large']) {
    --indicatorSize: ${le};
    --size: 40px;
  }
  :host([size='huge']) {
    --indicatorSize: ${_s};
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
    animation: none var(--duration) infinite ${no};
  }

  .progress {
    animation-timing-function: linear;
    animation-name: spin-linear;
  }

  .background {
    border: var(--indicatorSize) solid ${Ns};
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
    color: ${As};
    box-sizing: border-box;
    border-radius: 50%;
    border: var(--indicatorSize) solid transparent;
    border-block-start-color: currentcolor;
    border-right-color: currentcolor;
  }

  :host([appearance='inverted']) .indicator {
    color: ${Ps};
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
`;var ei=ne`
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
`;var ti={name:Qs,registry:j.registry,styles:Zs,template:ei};var co=class extends Fe{constructor(){super(),this.elementInternals=this.attachInternals(),this.elementInternals.role="progressbar"}};var At=class extends co{};B([w],At.prototype,"size",void 0);B([w],At.prototype,"appearance",void 0);At.define(ti);function vn(r,e="-tab"){return r?.nodeType!==Node.ELEMENT_NODE?!1:r.tagName.toLowerCase().endsWith(e)}var ri=`${j.prefix}-tab`;var oi=oe`
  ${We("inline-flex")}

  :host {
    position: relative;
    flex-direction: row;
    align-items: center;
    cursor: pointer;
    box-sizing: border-box;
    justify-content: center;
    line-height: ${ot};
    font-family: ${Zr};
    font-size: ${Bt};
    color: ${rt};
    fill: currentcolor;
    grid-row: 1;
    padding: ${$t} ${nt};
    border-radius: ${Qr};
    gap: 4px;
  }

  :host .tab-content {
    display: inline-flex;
    flex-direction: column;
    padding: 0 2px;
    grid-column: 3;
  }

  :host([aria-selected='true']) {
    color: ${St};
    font-weight: ${ar};
  }

  /* adds hidden textContent to prevent shifting ui on bold / unbolding of text */
  :host .tab-content::after {
    content: var(--textContent);
    visibility: hidden;
    height: 0;
    line-height: ${ot};
    font-weight: ${ar};
  }

  :host([aria-selected='true'])::after {
    background-color: ${Yr};
    border-radius: ${qe};
    content: '';
    inset: 0;
    position: absolute;
    z-index: 2;
  }

  :host([aria-selected='false']:hover)::after {
    background-color: ${or};
    border-radius: ${qe};
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
      background-color: ${or};
    }
  }

  :host([aria-selected='true'][disabled])::after {
    background-color: ${ae};
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
    fill: ${ae};
    color: ${ae};
    pointer-events: none;
  }

  :host([disabled]:hover)::after {
    background-color: unset;
  }

  :host(:focus) {
    outline: none;
  }

  :host(:focus-visible) {
    border-radius: ${Jr};
    box-shadow: 0 0 0 3px ${nr};
    outline: 1px solid ${Cs};
  }

  @media (forced-colors: active) {
    :host([aria-selected='true'])::after {
      background-color: Highlight;
    }
  }
`;function dd(r={}){return ne`
    <template slot="tab" role="tab">
      ${so(r)}
      <span class="tab-content"><slot></slot></span>
      ${ao(r)}
    </template>
  `}var ni=dd({});var ai={name:ri,registry:j.registry,styles:oi,template:ni};var Nt=class extends Fe{disabledChanged(e,t){this.setDisabledSideEffect(t)}constructor(){super(),this.elementInternals=this.attachInternals(),this.elementInternals.role="tab"}connectedCallback(){super.connectedCallback(),this.slot||="tab",this.setDisabledSideEffect(this.disabled),this.styles&&this.$fastController.removeStyles(this.styles),this.styles=oe`
      :host {
        --textContent: '${this.textContent}';
      }
    `,this.$fastController.addStyles(this.styles),lo(this)}setDisabledSideEffect(e){e?this.setAttribute("aria-disabled","true"):this.removeAttribute("aria-disabled"),this.tabIndex=e&&this.getAttribute("aria-selected")!=="true"?-1:0}};B([w({mode:"boolean"})],Nt.prototype,"disabled",void 0);io(Nt,Pt);Nt.define(ai);var si={horizontal:"horizontal",vertical:"vertical"};var ii={subtle:"subtle",transparent:"transparent"};var sr=si,li=`${j.prefix}-tablist`;var ci=oe`
  ${We("flex")}

  :host {
    --tabPaddingInline: ${nt};
    --tabPaddingBlock: ${$t};
    --tabIndicatorInsetInline: var(--tabPaddingInline);
    --tabIndicatorInsetBlock: 0;
    box-sizing: border-box;
    color: ${rt};
    flex-direction: row;
    position: relative;
  }

  :host([size='small']) {
    --tabPaddingBlock: ${mn};
    --tabPaddingInline: ${ro};
  }

  :host([size='large']) {
    --tabPaddingBlock: ${Ws};
    --tabPaddingInline: ${nt};
  }

  :host([orientation='vertical']) {
    --tabPaddingBlock: ${oo};
    --tabIndicatorInsetBlock: ${oo};
    --_col-start-width: 0px;
    display: grid;
    grid-template-columns: ${nt} var(--_col-start-width) 1fr auto ${nt};
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
    --tabPaddingBlock: ${js};
    --tabIndicatorInsetBlock: ${mn};
  }

  :host([orientation='vertical'][size='large']) {
    --tabPaddingBlock: ${oo};
    --tabIndicatorInsetBlock: ${Us};
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
    height: ${le};
    margin-block-start: auto;
  }

  :host([orientation='vertical']) ::slotted([slot='tab'])::after {
    width: ${le};
    height: unset;
    margin-block-start: unset;
  }

  /* ::before adds a secondary indicator placeholder that appears right after click on the active tab */
  :host ::slotted([slot='tab'])::before {
    height: ${le};
    border-radius: ${qe};
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
    background-color: ${ae};
  }

  :host ::slotted([slot='tab'][aria-selected='false']:hover)::after {
    height: ${le};
    margin-block-start: auto;
    transform-origin: left;
  }

  :host([orientation='vertical']) ::slotted([slot='tab'])::before,
  :host([orientation='vertical']) ::slotted([slot='tab'][aria-selected='false']:hover)::after {
    height: unset;
    width: ${le};
    margin-inline-end: auto;
    transform-origin: top;
  }

  :host([size='small']) ::slotted([slot='tab']) {
    font-size: ${Bt};
    line-height: ${ot};
  }

  :host([size='large']) ::slotted([slot='tab']) {
    font-size: ${eo};
    line-height: ${to};
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
    color: ${ae};
  }

  :host([disabled]) ::slotted([slot='tab']) {
    pointer-events: none;
    cursor: not-allowed;
    color: ${ae};
  }

  :host([disabled]) ::slotted([slot='tab']:after) {
    background-color: ${ae};
  }

  :host([disabled]) ::slotted([slot='tab'][aria-selected='true'])::after {
    background-color: ${ae};
  }

  :host([disabled]) ::slotted([slot='tab']:hover):before {
    content: unset;
  }

  :host([appearance='subtle']) ::slotted([slot='tab']:hover) {
    background-color: ${Kr};
    color: ${Gr};
    fill: ${ms};
  }

  :host([appearance='subtle']) ::slotted([slot='tab']:active) {
    background-color: ${rr};
    fill: ${rr};
    color: ${St};
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
      background-color: ${Yr};
      content: '';
      inline-size: 100%;
      inset-block: auto anchor(end);
      inset-inline: anchor(center) auto;
      position: fixed;
      position-anchor: --tab;
      transform: translateX(-50%);
      transition-property: inset-inline, width;
      transition-duration: ${Gs};
      transition-timing-function: ${Xs};
      z-index: 3;

      /* These styles should be in sync with tab.styles.ts’s :host::after */
      border-radius: ${qe};
      width: calc(anchor-size() - var(--tabIndicatorInsetInline) * 2);
      height: ${le};
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
      width: ${le};
      height: calc(anchor-size() - var(--tabIndicatorInsetBlock) * 2);
    }

    :host([disabled])::after {
      background-color: ${ae};
    }
  }
`;var di=ne`
  <template
    role="tablist"
    focusgroup="tablist inline block"
    @click="${(r,e)=>r.handleClick(e.event)}"
    @focusin="${(r,e)=>r.handleFocusIn(e.event)}"
  >
    <slot name="tab" ${tr("slottedTabs")}></slot>
  </template>
`;var ui={name:li,registry:j.registry,styles:ci,template:di};var Tt={INFERRED_ROLE:"data-fg-ir",ITEM:"data-fg-item",AUTHOR_TABINDEX:"data-fg-ati",SEGMENT:"data-fg-seg",SEGMENT_START:"data-fg-segs"},De={TOOLBAR:"toolbar",TABLIST:"tablist",RADIOGROUP:"radiogroup",LISTBOX:"listbox",MENU:"menu",MENUBAR:"menubar",NONE:"none"},Ng=[De.TOOLBAR,De.TABLIST,De.RADIOGROUP,De.LISTBOX,De.MENU,De.MENUBAR,De.NONE];function uo(r,e){return r.contains(e)}function pi(){return"focusgroup"in(globalThis?.HTMLElement?.prototype??{})||"focusGroup"in(globalThis?.HTMLElement?.prototype??{})}function hi(r,e,t){let o="forward",n="backward",a="block",s="inline";if(ud(r.composedPath()[0]))return r.key==="Tab"?r.shiftKey?n:o:null;if(r.shiftKey||r.ctrlKey||r.metaKey)return null;let{writingMode:l,direction:i}=window.getComputedStyle(e),u=!l.startsWith("horizontal-"),d=i==="rtl",g=u?a:s,f=u?s:a,y=u?l.endsWith("-rl")!==d:d,$=u&&d,X={ArrowUp:{axis:f,dir:$?o:n},ArrowDown:{axis:f,dir:$?n:o},ArrowLeft:{axis:g,dir:y?o:n},ArrowRight:{axis:g,dir:y?n:o},Home:{dir:"start"},End:{dir:"end"}}[r.key];return!X||t&&X.axis&&X.axis!==t?null:X.dir}function ud(r){return r?.nodeType===Node.ELEMENT_NODE&&(["INPUT","TEXTAREA","SELECT"].includes(r.nodeName)&&!["checkbox","radio"].includes(r.getAttribute("type"))||r.isContentEditable||["AUDIO","VIDEO"].includes(r.nodeName)&&r.hasAttribute("controls")||["IFRAME","OBJECT"].includes(r.nodeName))}globalThis.__FOCUSGROUP_POLYFILL__??={o:new Set,b:!1};var gi=globalThis.__FOCUSGROUP_POLYFILL__;var pd=gi.o;function po(){for(let r of pd)r.takeRecords()}var bn=class{#t;#e;#n=null;#p=void 0;#c=!1;#i=!0;#o;#r=null;#a=!1;#l=null;#h=new AbortController;#d;#u;constructor(r,e,t={}){if(pi()||!r)return;this.#t=r,this.#e=e,this.#d=t.decorateOwner,this.#u=t.decorateItem,this.#g(t.definition),this.#d?.(this.#t,this.#n),this.#m();let o={signal:this.#h.signal};this.#t.addEventListener("keydown",this.#y.bind(this),o),this.#t.addEventListener("focusin",this.#k.bind(this),o),this.#t.addEventListener("focusout",this.#S.bind(this),o)}disconnect(){this.#s(),this.#h.abort(),this.#e?.disconnect?.(),this.#t=null}update(r={}){if(this.#t){if(r.definition!==void 0&&(this.#g(r.definition),this.#d?.(this.#t,this.#n)),r.authorTabindexChanges)for(let e of r.authorTabindexChanges)e.setAttribute(Tt.AUTHOR_TABINDEX,e.getAttribute("tabindex")??"none");this.#f(),this.#m()}}#g(r){this.#n=r?.behavior??null,this.#c=r?.wrap??!1,this.#p=r?.axis,this.#i=r?.memory??!0,this.#i||(this.#r=null)}#m(){if(!this.#n||this.#n===De.NONE){this.#f();return}this.#e.decorate?.();for(let{element:e,segmentBoundary:t}of this.#e.items())this.#u?.(e,this.#n),e.setAttribute(Tt.AUTHOR_TABINDEX,e.getAttribute("tabindex")??"none"),e.tabIndex=t?0:-1;(!this.#r?.isConnected||!(this.#e.isItem?.(this.#r)??this.#e.contains(this.#r)))&&(this.#r=null);let r=this.#r??this.#e.start??this.#e.first?.()??null;r&&(r.tabIndex=0,this.#o=r,this.#s(),this.#v(r)),this.#e.flush?.()}#f(){this.#s();let r=!1;for(let{element:e}of this.#e.items()){r=!0,this.#u?.(e,null);let t=e.getAttribute(Tt.AUTHOR_TABINDEX);t&&(t==="none"?e.removeAttribute("tabindex"):e.setAttribute("tabindex",t),e.removeAttribute(Tt.AUTHOR_TABINDEX))}this.#e.undecorate?.(),r&&this.#e.flush?.()}#y(r){let e=r.composedPath()[0];if(r.defaultPrevented||e===this.#t||!this.#e.contains(e))return;let t;switch(hi(r,e,this.#p)){case"start":t=this.#e.first();break;case"end":t=this.#e.last();break;case"forward":t=this.#e.next(e),!t&&this.#c&&(t=this.#e.first());break;case"backward":t=this.#e.previous(e),!t&&this.#c&&(t=this.#e.last());break}t&&t!==e&&(this.#b(e,t,!0),this.#r=t,r.preventDefault())}#k(r){let e=r.composedPath()[0];if(e===this.#t&&this.#a&&(!r.relatedTarget||!uo(this.#t,r.relatedTarget))){let o=this.#r||this.#o;this.#s(),o&&o.focus(),r.stopPropagation();return}if(!this.#e.contains(e))return;this.#a&&this.#s();let t=this.#r;if(this.#r=e,t!==e&&e.tabIndex<0){let o=t??this.#o;o&&this.#b(o,e)}}#S(r){if(!r.relatedTarget||!uo(this.#t,r.relatedTarget)){let o=this.#i?this.#r||this.#o:this.#o;o&&this.#v(o)}if(r.relatedTarget&&uo(this.#t,r.relatedTarget)||this.#i||!this.#o)return;let e=this.#r;this.#r=null;let t=this.#e.start??this.#e.first?.()??null;if(e!==this.#o||t!==this.#o){for(let{element:o,segmentBoundary:n}of this.#e.items())o.tabIndex=n?0:-1;t&&(t.tabIndex=0,this.#o=t),this.#e.flush?.()}}#v(r){let e=(r.assignedSlot??r).getRootNode(),t=e instanceof ShadowRoot&&e.host.hasAttribute(Tt.AUTHOR_TABINDEX);this.#a||!t||(this.#l=this.#t.getAttribute("tabindex"),this.#t.tabIndex=0,this.#a=!0,po())}#s(){this.#a&&(this.#l!==null?this.#t.setAttribute("tabindex",this.#l):this.#t.removeAttribute("tabindex"),this.#a=!1,this.#l=null,this.#e.flush?.(),po())}#b(r,e,t=!1){e.tabIndex=0,t&&e.focus(),r.tabIndex=this.#e.sameSegment?.(r,e)??!0?-1:0,this.#s(),po()}};var ho=class{constructor(e,t){this.getItems=e,this.getStart=t}get start(){return this.getStart?.()??null}first(){return this.getItems()[0]??null}last(){let e=this.getItems();return e[e.length-1]??null}next(e){let t=this.getItems(),o=t.indexOf(e);return o===-1?null:t[o+1]??null}previous(e){let t=this.getItems(),o=t.indexOf(e);return o<=0?null:t[o-1]??null}*items(){for(let e of this.getItems())yield{element:e}}contains(e){return this.getItems().includes(e)}};var hd=0;function ir(r="id-"){let e=`${r}${hd++}`;return document.getElementById(e)?ir(r):e}var Wg=CSS.supports("anchor-name: --a"),qg="anchor"in HTMLElement.prototype,mi=CSS.supports("selector(:state(g))");function go(r,e,t){if(!(!e||!r)){if(!mi){r.shadowRoot.host.toggleAttribute(`state--${e}`,t);return}if(t??!r.states.has(e)){r.states.add(e);return}r.states.delete(e)}}var yn=new WeakMap;function gd(r,e){if(!r||!e)return!1;if(yn.has(r))return yn.get(r).has(e);let t=new Set(Object.values(r));return yn.set(r,t),t.has(e)}function fi(r,e="",t="",o,n=""){go(r,`${n}${e}`,!1),(!o||gd(o,t))&&go(r,`${n}${t}`,!0)}function vi(r,e){if("requestIdleCallback"in globalThis)return globalThis.requestIdleCallback(r,e);let t=Date.now();return setTimeout(()=>{r({didTimeout:e?.timeout?Date.now()-t>=e.timeout:!1,timeRemaining:()=>0})},e?.timeout??1)}function bi(r,e,t){let o=t?.shallow??!1,n=t?.timeout??50,a=t?.idleCallback??!1,s=`${o?":scope > ":""}:not(:defined)`,l=i=>{if(r.querySelector(s)===null||i&&i.timeRemaining()<=0){a?vi(e,{timeout:n}):e();return}vi(l,{timeout:n})};l()}var Ee=class extends Fe{disabledChanged(e,t){this.elementInternals&&go(this.elementInternals,"disabled",t),this.setTabs({forceDisabled:!0})}orientationChanged(e,t){this.elementInternals&&(this.elementInternals.ariaOrientation=t??sr.horizontal,fi(this.elementInternals,e,t,sr)),this.setTabs()}activeidChanged(e,t){this.tabs?.length>0&&this.changeTab(e,t)}slottedTabsChanged(e,t){this.tabs=t?.filter(o=>vn(o))??[]}tabsChanged(e,t){this.tabs?.length>0&&this.setTabs({connectToPanel:!0})}setTabs({connectToPanel:e=!1,forceDisabled:t=!1}={}){if(!this.tabs)return;let o=this.getRootNode(),n="";for(let a of this.tabs){if(a.slot!=="tab")continue;a.id||=ir("tab-"),t?a.disabled=this.disabled:a.disabled=a.disabled||this.disabled,!n&&!a.disabled&&(n=a.id);let s=this.activeid===a.id;if(a.toggleAttribute("focusgroupstart",s),a.setAttribute("aria-selected",s.toString()),e){let l=a.getAttribute("aria-controls")??"",i=o.getElementById(l);l&&i&&(i.role??="tabpanel",i.hidden=this.activeid!==a.id,this.tabPanelMap.set(a,i))}}this.disabled||(this.activeid?this.changeTab(void 0,this.activeid):n&&(this.activeid=n))}handleFocusIn(e){this.activeid=e.target.id}handleClick(e){e.isTrusted||(this.activeid=e.target.id)}changeTab(e,t){let o=this.getRootNode(),n=e?o.getElementById(e):null,a=o.getElementById(t);if(!vn(a)||a.disabled||!this.contains(a))return;if(n){n.setAttribute("aria-selected","false");let l=this.tabPanelMap.get(n);l&&(l.hidden=!0)}a.setAttribute("aria-selected","true");let s=this.tabPanelMap.get(a);s&&(s.hidden=!1),this.activetab=a,this.change()}constructor(){super(),this.elementInternals=this.attachInternals(),this.disabled=!1,this.orientation=sr.horizontal,this.tabs=[],this.tabPanelMap=new WeakMap,this.change=()=>{this.$emit("change",this.activetab)},this.elementInternals.role="tablist",this.elementInternals.ariaOrientation=this.orientation??sr.horizontal}connectedCallback(){super.connectedCallback(),bi(this,()=>{this.setTabs()},{shallow:!0})}};B([w({mode:"boolean"})],Ee.prototype,"disabled",void 0);B([w],Ee.prototype,"orientation",void 0);B([w],Ee.prototype,"activeid",void 0);B([ft],Ee.prototype,"slottedTabs",void 0);B([ft],Ee.prototype,"tabs",void 0);var Ct=class extends Ee{constructor(){super(...arguments),this.appearance=ii.transparent}disconnectedCallback(){this.fg?.disconnect(),super.disconnectedCallback()}tabsChanged(e,t){super.tabsChanged(e,t),this.fgItems??=new ho(()=>this.tabs?.filter(o=>(o.getAttribute("aria-selected")==="true"||!o.disabled)&&!o.hidden)??[],()=>this.activetab??null),this.fg?this.fg.update():this.fg=new bn(this,this.fgItems,{definition:{behavior:"tablist",axis:void 0,memory:!1,wrap:!0}})}};B([w],Ct.prototype,"appearance",void 0);B([w],Ct.prototype,"size",void 0);Ct.define(ui);var md="adoptedStyleSheets"in document,fd="CSSScopeRule"in window,kn=new Map,Sn=new Map,cr=new Map,xn=new Map,lr=new CSSStyleSheet;function mo(r,e=document){if(!(!e||!Sd(e))){if(!md||e instanceof HTMLElement&&!e.shadowRoot&&!fd){let t=e===document?document.documentElement:e;Pd(r,t);return}[document,document.documentElement,document.body].includes(e)?xd(r):Bd(r,e)}}var vd=/^[a-zA-Z_-][a-zA-Z0-9_-]*$/;function bd(r){return vd.test(r)?r:""}var yd=/(;|{|}|\/\*|\*\/|@import|url\s*\(|expression\s*\(|javascript:)/i;function kd(r){return yd.test(r)?"":r}function Bn(r){return kn.has(r)||kn.set(r,Object.keys(r).reduce((e,t)=>{let o=bd(t),n=kd(r[t].toString());return o&&n?`${e}--${o}:${n};`:e},"")),kn.get(r)}function Sd(r){return[document,document.documentElement].includes(r)||r instanceof HTMLElement&&!!r.closest("body")}function xd(r){if(r===null){document.adoptedStyleSheets.includes(lr)&&lr.replaceSync("");return}lr.replaceSync(`
    html {
      ${Bn(r)}
    }
  `),document.adoptedStyleSheets.includes(lr)||document.adoptedStyleSheets.push(lr)}function Bd(r,e){if(r===null){e.shadowRoot&&cr.has(e)?cr.get(e).replaceSync(""):(delete e.dataset.fluentTheme,yi(e));return}e.shadowRoot?wd(e).replaceSync(`
      :host {
        ${Bn(r)}
      }
    `):(e.dataset.fluentTheme=$d(r),yi(e))}function wd(r){if(!cr.has(r)){let e=new CSSStyleSheet;cr.set(r,e),r.shadowRoot?.adoptedStyleSheets.push(e)}return cr.get(r)}function $d(r){if(!Sn.has(r)){let e=ir("fluent-theme-"),t=new CSSStyleSheet;Sn.set(r,e),t.replaceSync(`
      @scope ([data-fluent-theme="${e}"]) {
        :scope {
          ${Bn(r)}
        }
      }
    `),document.adoptedStyleSheets.push(t)}return Sn.get(r)}function Pd(r,e){let t;if(r===null){if(!xn.has(e))return;t=xn.get(e)}else xn.set(e,r),t=r;for(let[o,n]of Object.entries(t))r===null?e.style.removeProperty(`--${o}`):e.style.setProperty(`--${o}`,n.toString())}var{userAgent:Ad}=navigator,Nd=/\bAppleWebKit\/[\d+\.]+\b/.test(Ad);function yi(r){if(!Nd)return;let e="visibility",t="hidden",o=r.style.getPropertyValue(e);r.style.setProperty(e,t),Ne.process(),r.style.setProperty(e,o)}var p={2:"#050505",4:"#0a0a0a",6:"#0f0f0f",8:"#141414",10:"#1a1a1a",12:"#1f1f1f",14:"#242424",16:"#292929",18:"#2e2e2e",20:"#333333",22:"#383838",24:"#3d3d3d",26:"#424242",28:"#474747",30:"#4d4d4d",32:"#525252",34:"#575757",36:"#5c5c5c",38:"#616161",40:"#666666",42:"#6b6b6b",44:"#707070",46:"#757575",48:"#7a7a7a",50:"#808080",52:"#858585",54:"#8a8a8a",56:"#8f8f8f",58:"#949494",60:"#999999",62:"#9e9e9e",64:"#a3a3a3",66:"#a8a8a8",68:"#adadad",70:"#b3b3b3",72:"#b8b8b8",74:"#bdbdbd",76:"#c2c2c2",78:"#c7c7c7",80:"#cccccc",82:"#d1d1d1",84:"#d6d6d6",86:"#dbdbdb",88:"#e0e0e0",90:"#e6e6e6",92:"#ebebeb",94:"#f0f0f0",96:"#f5f5f5",98:"#fafafa",99:"#fcfcfc"},_={5:"rgba(255, 255, 255, 0.05)",10:"rgba(255, 255, 255, 0.1)",20:"rgba(255, 255, 255, 0.2)",30:"rgba(255, 255, 255, 0.3)",40:"rgba(255, 255, 255, 0.4)",50:"rgba(255, 255, 255, 0.5)",60:"rgba(255, 255, 255, 0.6)",70:"rgba(255, 255, 255, 0.7)",80:"rgba(255, 255, 255, 0.8)",90:"rgba(255, 255, 255, 0.9)"},te={5:"rgba(0, 0, 0, 0.05)",10:"rgba(0, 0, 0, 0.1)",20:"rgba(0, 0, 0, 0.2)",30:"rgba(0, 0, 0, 0.3)",40:"rgba(0, 0, 0, 0.4)",50:"rgba(0, 0, 0, 0.5)",60:"rgba(0, 0, 0, 0.6)",70:"rgba(0, 0, 0, 0.7)",80:"rgba(0, 0, 0, 0.8)",90:"rgba(0, 0, 0, 0.9)"},ki={5:"rgba(26, 26, 26, 0.05)",10:"rgba(26, 26, 26, 0.1)",20:"rgba(26, 26, 26, 0.2)",30:"rgba(26, 26, 26, 0.3)",40:"rgba(26, 26, 26, 0.4)",50:"rgba(26, 26, 26, 0.5)",60:"rgba(26, 26, 26, 0.6)",70:"rgba(26, 26, 26, 0.7)",80:"rgba(26, 26, 26, 0.8)",90:"rgba(26, 26, 26, 0.9)"},Si={5:"rgba(31, 31, 31, 0.05)",10:"rgba(31, 31, 31, 0.1)",20:"rgba(31, 31, 31, 0.2)",30:"rgba(31, 31, 31, 0.3)",40:"rgba(31, 31, 31, 0.4)",50:"rgba(31, 31, 31, 0.5)",60:"rgba(31, 31, 31, 0.6)",70:"rgba(31, 31, 31, 0.7)",80:"rgba(31, 31, 31, 0.8)",90:"rgba(31, 31, 31, 0.9)"},wn={5:"rgba(36, 36, 36, 0.05)",10:"rgba(36, 36, 36, 0.1)",20:"rgba(36, 36, 36, 0.2)",30:"rgba(36, 36, 36, 0.3)",40:"rgba(36, 36, 36, 0.4)",50:"rgba(36, 36, 36, 0.5)",60:"rgba(36, 36, 36, 0.6)",70:"rgba(36, 36, 36, 0.7)",80:"rgba(36, 36, 36, 0.8)",90:"rgba(36, 36, 36, 0.9)"},v="#ffffff",Ft="#000000";var xi={shade50:"#130204",shade40:"#230308",shade30:"#420610",shade20:"#590815",shade10:"#690a19",primary:"#750b1c",tint10:"#861b2c",tint20:"#962f3f",tint30:"#ac4f5e",tint40:"#d69ca5",tint50:"#e9c7cd",tint60:"#f9f0f2"};var $n={shade50:"#200205",shade40:"#3b0509",shade30:"#6e0811",shade20:"#960b18",shade10:"#b10e1c",primary:"#c50f1f",tint10:"#cc2635",tint20:"#d33f4c",tint30:"#dc626d",tint40:"#eeacb2",tint50:"#f6d1d5",tint60:"#fdf3f4"},Bi={shade50:"#210809",shade40:"#3f1011",shade30:"#751d1f",shade20:"#9f282b",shade10:"#bc2f32",primary:"#d13438",tint10:"#d7494c",tint20:"#dc5e62",tint30:"#e37d80",tint40:"#f1bbbc",tint50:"#f8dadb",tint60:"#fdf6f6"},wi={shade50:"#230900",shade40:"#411200",shade30:"#7a2101",shade20:"#a62d01",shade10:"#c43501",primary:"#da3b01",tint10:"#de501c",tint20:"#e36537",tint30:"#e9835e",tint40:"#f4bfab",tint50:"#f9dcd1",tint60:"#fdf6f3"};var $i={shade50:"#200d03",shade40:"#3d1805",shade30:"#712d09",shade20:"#9a3d0c",shade10:"#b6480e",primary:"#ca5010",tint10:"#d06228",tint20:"#d77440",tint30:"#df8e64",tint40:"#efc4ad",tint50:"#f7dfd2",tint60:"#fdf7f4"},Pi={shade50:"#271002",shade40:"#4a1e04",shade30:"#8a3707",shade20:"#bc4b09",shade10:"#de590b",primary:"#f7630c",tint10:"#f87528",tint20:"#f98845",tint30:"#faa06b",tint40:"#fdcfb4",tint50:"#fee5d7",tint60:"#fff9f5"},Ai={shade50:"#291600",shade40:"#4d2a00",shade30:"#8f4e00",shade20:"#c26a00",shade10:"#e67e00",primary:"#ff8c00",tint10:"#ff9a1f",tint20:"#ffa83d",tint30:"#ffba66",tint40:"#ffddb3",tint50:"#ffedd6",tint60:"#fffaf5"},Ni={shade50:"#251a00",shade40:"#463100",shade30:"#835b00",shade20:"#b27c00",shade10:"#d39300",primary:"#eaa300",tint10:"#edad1c",tint20:"#efb839",tint30:"#f2c661",tint40:"#f9e2ae",tint50:"#fcefd3",tint60:"#fefbf4"},Ti={shade50:"#282400",shade40:"#4c4400",shade30:"#817400",shade20:"#c0ad00",shade10:"#e4cc00",primary:"#fde300",tint10:"#fde61e",tint20:"#fdea3d",tint30:"#feee66",tint40:"#fef7b2",tint50:"#fffad6",tint60:"#fffef5"},Ci={shade50:"#1f1900",shade40:"#3a2f00",shade30:"#6c5700",shade20:"#937700",shade10:"#ae8c00",primary:"#c19c00",tint10:"#c8a718",tint20:"#d0b232",tint30:"#dac157",tint40:"#ecdfa5",tint50:"#f5eece",tint60:"#fdfbf2"},Fi={shade50:"#181202",shade40:"#2e2103",shade30:"#553e06",shade20:"#745408",shade10:"#89640a",primary:"#986f0b",tint10:"#a47d1e",tint20:"#b18c34",tint30:"#c1a256",tint40:"#e0cea2",tint50:"#efe4cb",tint60:"#fbf8f2"},Ri={shade50:"#170e07",shade40:"#2b1a0e",shade30:"#50301a",shade20:"#6c4123",shade10:"#804d29",primary:"#8e562e",tint10:"#9c663f",tint20:"#a97652",tint30:"#bb8f6f",tint40:"#ddc3b0",tint50:"#edded3",tint60:"#faf7f4"};var Ii={shade50:"#0c1501",shade40:"#162702",shade30:"#294903",shade20:"#376304",shade10:"#427505",primary:"#498205",tint10:"#599116",tint20:"#6ba02b",tint30:"#85b44c",tint40:"#bdd99b",tint50:"#dbebc7",tint60:"#f6faf0"},Li={shade50:"#002111",shade40:"#003d20",shade30:"#00723b",shade20:"#009b51",shade10:"#00b85f",primary:"#00cc6a",tint10:"#19d279",tint20:"#34d889",tint30:"#5ae0a0",tint40:"#a8f0cd",tint50:"#cff7e4",tint60:"#f3fdf8"},Di={shade50:"#031a02",shade40:"#063004",shade30:"#0b5a08",shade20:"#0e7a0b",shade10:"#11910d",primary:"#13a10e",tint10:"#27ac22",tint20:"#3db838",tint30:"#5ec75a",tint40:"#a7e3a5",tint50:"#cef0cd",tint60:"#f2fbf2"},Pn={shade50:"#031403",shade40:"#052505",shade30:"#094509",shade20:"#0c5e0c",shade10:"#0e700e",primary:"#107c10",tint10:"#218c21",tint20:"#359b35",tint30:"#54b054",tint40:"#9fd89f",tint50:"#c9eac9",tint60:"#f1faf1"},Ei={shade50:"#021102",shade40:"#032003",shade30:"#063b06",shade20:"#085108",shade10:"#0a5f0a",primary:"#0b6a0b",tint10:"#1a7c1a",tint20:"#2d8e2d",tint30:"#4da64d",tint40:"#9ad29a",tint50:"#c6e7c6",tint60:"#f0f9f0"},Mi={shade50:"#001d1f",shade40:"#00373a",shade30:"#00666d",shade20:"#008b94",shade10:"#00a5af",primary:"#00b7c3",tint10:"#18bfca",tint20:"#32c8d1",tint30:"#58d3db",tint40:"#a6e9ed",tint50:"#cef3f5",tint60:"#f2fcfd"},Hi={shade50:"#001516",shade40:"#012728",shade30:"#02494c",shade20:"#026467",shade10:"#037679",primary:"#038387",tint10:"#159195",tint20:"#2aa0a4",tint30:"#4cb4b7",tint40:"#9bd9db",tint50:"#c7ebec",tint60:"#f0fafa"};var _i={shade50:"#000f12",shade40:"#001b22",shade30:"#00333f",shade20:"#004555",shade10:"#005265",primary:"#005b70",tint10:"#0f6c81",tint20:"#237d92",tint30:"#4496a9",tint40:"#94c8d4",tint50:"#c3e1e8",tint60:"#eff7f9"};var Oi={shade50:"#001322",shade40:"#002440",shade30:"#004377",shade20:"#005ba1",shade10:"#006cbf",primary:"#0078d4",tint10:"#1a86d9",tint20:"#3595de",tint30:"#5caae5",tint40:"#a9d3f2",tint50:"#d0e7f8",tint60:"#f3f9fd"},zi={shade50:"#000c16",shade40:"#00172a",shade30:"#002c4e",shade20:"#003b6a",shade10:"#00467e",primary:"#004e8c",tint10:"#125e9a",tint20:"#286fa8",tint30:"#4a89ba",tint40:"#9abfdc",tint50:"#c7dced",tint60:"#f0f6fa"};var Vi={shade50:"#0d1126",shade40:"#182047",shade30:"#2c3c85",shade20:"#3c51b4",shade10:"#4760d5",primary:"#4f6bed",tint10:"#637cef",tint20:"#778df1",tint30:"#93a4f4",tint40:"#c8d1fa",tint50:"#e1e6fc",tint60:"#f7f9fe"},ji={shade50:"#00061d",shade40:"#000c36",shade30:"#001665",shade20:"#001e89",shade10:"#0023a2",primary:"#0027b4",tint10:"#173bbd",tint20:"#3050c6",tint30:"#546fd2",tint40:"#a3b2e8",tint50:"#ccd5f3",tint60:"#f2f4fc"},Ui={shade50:"#120f25",shade40:"#221d46",shade30:"#3f3682",shade20:"#5649b0",shade10:"#6656d1",primary:"#7160e8",tint10:"#8172eb",tint20:"#9184ee",tint30:"#a79cf1",tint40:"#d2ccf8",tint50:"#e7e4fb",tint60:"#f9f8fe"},Wi={shade50:"#0f0717",shade40:"#1c0e2b",shade30:"#341a51",shade20:"#46236e",shade10:"#532982",primary:"#5c2e91",tint10:"#6b3f9e",tint20:"#7c52ab",tint30:"#9470bd",tint40:"#c6b1de",tint50:"#e0d3ed",tint60:"#f7f4fb"};var qi={shade50:"#160418",shade40:"#29072e",shade30:"#4c0d55",shade20:"#671174",shade10:"#7a1589",primary:"#881798",tint10:"#952aa4",tint20:"#a33fb1",tint30:"#b55fc1",tint40:"#d9a7e0",tint50:"#eaceef",tint60:"#faf2fb"},Gi={shade50:"#1f091d",shade40:"#3a1136",shade30:"#6d2064",shade20:"#932b88",shade10:"#af33a1",primary:"#c239b3",tint10:"#c94cbc",tint20:"#d161c4",tint30:"#da7ed0",tint40:"#edbbe7",tint50:"#f5daf2",tint60:"#fdf5fc"},Xi={shade50:"#1c0b1f",shade40:"#35153a",shade30:"#63276d",shade20:"#863593",shade10:"#9f3faf",primary:"#b146c2",tint10:"#ba58c9",tint20:"#c36bd1",tint30:"#cf87da",tint40:"#e6bfed",tint50:"#f2dcf5",tint60:"#fcf6fd"},Ki={shade50:"#24091b",shade40:"#441232",shade30:"#80215d",shade20:"#ad2d7e",shade10:"#cd3595",primary:"#e43ba6",tint10:"#e750b0",tint20:"#ea66ba",tint30:"#ef85c8",tint40:"#f7c0e3",tint50:"#fbddf0",tint60:"#fef6fb"};var Yi={shade50:"#1f0013",shade40:"#390024",shade30:"#6b0043",shade20:"#91005a",shade10:"#ac006b",primary:"#bf0077",tint10:"#c71885",tint20:"#ce3293",tint30:"#d957a8",tint40:"#eca5d1",tint50:"#f5cee6",tint60:"#fcf2f9"},Ji={shade50:"#13000c",shade40:"#240017",shade30:"#43002b",shade20:"#5a003b",shade10:"#6b0045",primary:"#77004d",tint10:"#87105d",tint20:"#98246f",tint30:"#ad4589",tint40:"#d696c0",tint50:"#e9c4dc",tint60:"#faf0f6"},Qi={shade50:"#141313",shade40:"#252323",shade30:"#444241",shade20:"#5d5958",shade10:"#6e6968",primary:"#7a7574",tint10:"#8a8584",tint20:"#9a9594",tint30:"#afabaa",tint40:"#d7d4d4",tint50:"#eae8e8",tint60:"#faf9f9"},Zi={shade50:"#0f0e0e",shade40:"#1c1b1a",shade30:"#343231",shade20:"#474443",shade10:"#54514f",primary:"#5d5a58",tint10:"#706d6b",tint20:"#84817e",tint30:"#9e9b99",tint40:"#cecccb",tint50:"#e5e4e3",tint60:"#f8f8f8"};var el={shade50:"#111314",shade40:"#1f2426",shade30:"#3b4447",shade20:"#505c60",shade10:"#5f6d71",primary:"#69797e",tint10:"#79898d",tint20:"#89989d",tint30:"#a0adb2",tint40:"#cdd6d8",tint50:"#e4e9ea",tint60:"#f8f9fa"},tl={shade50:"#090a0b",shade40:"#111315",shade30:"#202427",shade20:"#2b3135",shade10:"#333a3f",primary:"#394146",tint10:"#4d565c",tint20:"#626c72",tint30:"#808a90",tint40:"#bcc3c7",tint50:"#dbdfe1",tint60:"#f6f7f8"};var x={red:Bi,green:Pn,darkOrange:wi,yellow:Ti,berry:Gi,lightGreen:Di,marigold:Ni},ke={darkRed:xi,cranberry:$n,pumpkin:$i,peach:Ai,gold:Ci,brass:Fi,brown:Ri,forest:Ii,seafoam:Li,darkGreen:Ei,lightTeal:Mi,teal:Hi,steel:_i,blue:Oi,royalBlue:zi,cornflower:Vi,navy:ji,lavender:Ui,purple:Wi,grape:qi,lilac:Xi,pink:Ki,magenta:Yi,plum:Ji,beige:Qi,mink:Zi,platinum:el,anchor:tl},S={cranberry:$n,green:Pn,orange:Pi};var fo=["red","green","darkOrange","yellow","berry","lightGreen","marigold"],vo=["darkRed","cranberry","pumpkin","peach","gold","brass","brown","forest","seafoam","darkGreen","lightTeal","teal","steel","blue","royalBlue","cornflower","navy","lavender","purple","grape","lilac","pink","magenta","plum","beige","mink","platinum","anchor"];var W={success:"green",warning:"orange",danger:"cranberry"};var dr=fo.reduce((r,e)=>{let t=e.slice(0,1).toUpperCase()+e.slice(1),o={[`colorPalette${t}Background1`]:x[e].tint60,[`colorPalette${t}Background2`]:x[e].tint40,[`colorPalette${t}Background3`]:x[e].primary,[`colorPalette${t}Foreground1`]:x[e].shade10,[`colorPalette${t}Foreground2`]:x[e].shade30,[`colorPalette${t}Foreground3`]:x[e].primary,[`colorPalette${t}BorderActive`]:x[e].primary,[`colorPalette${t}Border1`]:x[e].tint40,[`colorPalette${t}Border2`]:x[e].primary};return Object.assign(r,o)},{});dr.colorPaletteYellowForeground1=x.yellow.shade30;dr.colorPaletteRedForegroundInverted=x.red.tint20;dr.colorPaletteGreenForegroundInverted=x.green.tint20;dr.colorPaletteYellowForegroundInverted=x.yellow.tint40;var Td=vo.reduce((r,e)=>{let t=e.slice(0,1).toUpperCase()+e.slice(1),o={[`colorPalette${t}Background2`]:ke[e].tint40,[`colorPalette${t}Foreground2`]:ke[e].shade30,[`colorPalette${t}BorderActive`]:ke[e].primary};return Object.assign(r,o)},{}),rl={...dr,...Td},at=Object.entries(W).reduce((r,[e,t])=>{let o=e.slice(0,1).toUpperCase()+e.slice(1),n={[`colorStatus${o}Background1`]:S[t].tint60,[`colorStatus${o}Background2`]:S[t].tint40,[`colorStatus${o}Background3`]:S[t].primary,[`colorStatus${o}Foreground1`]:S[t].shade10,[`colorStatus${o}Foreground2`]:S[t].shade30,[`colorStatus${o}Foreground3`]:S[t].primary,[`colorStatus${o}ForegroundInverted`]:S[t].tint30,[`colorStatus${o}BorderActive`]:S[t].primary,[`colorStatus${o}Border1`]:S[t].tint40,[`colorStatus${o}Border2`]:S[t].primary};return Object.assign(r,n)},{});at.colorStatusDangerBackground3Hover=S[W.danger].shade10;at.colorStatusDangerBackground3Pressed=S[W.danger].shade20;at.colorStatusWarningForeground1=S[W.warning].shade20;at.colorStatusWarningForeground3=S[W.warning].shade20;at.colorStatusWarningBorder2=S[W.warning].shade20;var ol=r=>({colorNeutralForeground1:p[14],colorNeutralForeground1Hover:p[14],colorNeutralForeground1Pressed:p[14],colorNeutralForeground1Selected:p[14],colorNeutralForeground2:p[26],colorNeutralForeground2Hover:p[14],colorNeutralForeground2Pressed:p[14],colorNeutralForeground2Selected:p[14],colorNeutralForeground2BrandHover:r[80],colorNeutralForeground2BrandPressed:r[70],colorNeutralForeground2BrandSelected:r[80],colorNeutralForeground3:p[38],colorNeutralForeground3Hover:p[26],colorNeutralForeground3Pressed:p[26],colorNeutralForeground3Selected:p[26],colorNeutralForeground3BrandHover:r[80],colorNeutralForeground3BrandPressed:r[70],colorNeutralForeground3BrandSelected:r[80],colorNeutralForeground4:p[44],colorNeutralForeground5:p[38],colorNeutralForeground5Hover:p[14],colorNeutralForeground5Pressed:p[14],colorNeutralForeground5Selected:p[14],colorNeutralForegroundDisabled:p[74],colorNeutralForegroundInvertedDisabled:_[40],colorBrandForegroundLink:r[70],colorBrandForegroundLinkHover:r[60],colorBrandForegroundLinkPressed:r[40],colorBrandForegroundLinkSelected:r[70],colorNeutralForeground2Link:p[26],colorNeutralForeground2LinkHover:p[14],colorNeutralForeground2LinkPressed:p[14],colorNeutralForeground2LinkSelected:p[14],colorCompoundBrandForeground1:r[80],colorCompoundBrandForeground1Hover:r[70],colorCompoundBrandForeground1Pressed:r[60],colorBrandForeground1:r[80],colorBrandForeground2:r[70],colorBrandForeground2Hover:r[60],colorBrandForeground2Pressed:r[30],colorNeutralForeground1Static:p[14],colorNeutralForegroundStaticInverted:v,colorNeutralForegroundInverted:v,colorNeutralForegroundInvertedHover:v,colorNeutralForegroundInvertedPressed:v,colorNeutralForegroundInvertedSelected:v,colorNeutralForegroundInverted2:v,colorNeutralForegroundOnBrand:v,colorNeutralForegroundInvertedLink:v,colorNeutralForegroundInvertedLinkHover:v,colorNeutralForegroundInvertedLinkPressed:v,colorNeutralForegroundInvertedLinkSelected:v,colorBrandForegroundInverted:r[100],colorBrandForegroundInvertedHover:r[110],colorBrandForegroundInvertedPressed:r[100],colorBrandForegroundOnLight:r[80],colorBrandForegroundOnLightHover:r[70],colorBrandForegroundOnLightPressed:r[50],colorBrandForegroundOnLightSelected:r[60],colorNeutralBackground1:v,colorNeutralBackground1Hover:p[96],colorNeutralBackground1Pressed:p[88],colorNeutralBackground1Selected:p[92],colorNeutralBackground2:p[98],colorNeutralBackground2Hover:p[94],colorNeutralBackground2Pressed:p[86],colorNeutralBackground2Selected:p[90],colorNeutralBackground3:p[96],colorNeutralBackground3Hover:p[92],colorNeutralBackground3Pressed:p[84],colorNeutralBackground3Selected:p[88],colorNeutralBackground4:p[94],colorNeutralBackground4Hover:p[98],colorNeutralBackground4Pressed:p[96],colorNeutralBackground4Selected:v,colorNeutralBackground5:p[92],colorNeutralBackground5Hover:p[96],colorNeutralBackground5Pressed:p[94],colorNeutralBackground5Selected:p[98],colorNeutralBackground6:p[90],colorNeutralBackground7:"#00000000",colorNeutralBackground7Hover:p[92],colorNeutralBackground7Pressed:p[84],colorNeutralBackground7Selected:"#00000000",colorNeutralBackground8:p[99],colorNeutralBackgroundInverted:p[16],colorNeutralBackgroundInvertedHover:p[24],colorNeutralBackgroundInvertedPressed:p[12],colorNeutralBackgroundInvertedSelected:p[22],colorNeutralBackgroundStatic:p[20],colorNeutralBackgroundAlpha:_[50],colorNeutralBackgroundAlpha2:_[80],colorSubtleBackground:"transparent",colorSubtleBackgroundHover:p[96],colorSubtleBackgroundPressed:p[88],colorSubtleBackgroundSelected:p[92],colorSubtleBackgroundLightAlphaHover:_[70],colorSubtleBackgroundLightAlphaPressed:_[50],colorSubtleBackgroundLightAlphaSelected:"transparent",colorSubtleBackgroundInverted:"transparent",colorSubtleBackgroundInvertedHover:te[10],colorSubtleBackgroundInvertedPressed:te[30],colorSubtleBackgroundInvertedSelected:te[20],colorTransparentBackground:"transparent",colorTransparentBackgroundHover:"transparent",colorTransparentBackgroundPressed:"transparent",colorTransparentBackgroundSelected:"transparent",colorNeutralBackgroundDisabled:p[94],colorNeutralBackgroundDisabled2:v,colorNeutralBackgroundInvertedDisabled:_[10],colorNeutralStencil1:p[90],colorNeutralStencil2:p[98],colorNeutralStencil1Alpha:te[10],colorNeutralStencil2Alpha:te[5],colorBackgroundOverlay:te[40],colorScrollbarOverlay:te[50],colorBrandBackground:r[80],colorBrandBackgroundHover:r[70],colorBrandBackgroundPressed:r[40],colorBrandBackgroundSelected:r[60],colorCompoundBrandBackground:r[80],colorCompoundBrandBackgroundHover:r[70],colorCompoundBrandBackgroundPressed:r[60],colorBrandBackgroundStatic:r[80],colorBrandBackground2:r[160],colorBrandBackground2Hover:r[150],colorBrandBackground2Pressed:r[130],colorBrandBackground3Static:r[60],colorBrandBackground4Static:r[40],colorBrandBackgroundInverted:v,colorBrandBackgroundInvertedHover:r[160],colorBrandBackgroundInvertedPressed:r[140],colorBrandBackgroundInvertedSelected:r[150],colorNeutralCardBackground:p[98],colorNeutralCardBackgroundHover:v,colorNeutralCardBackgroundPressed:p[96],colorNeutralCardBackgroundSelected:p[92],colorNeutralCardBackgroundDisabled:p[94],colorNeutralStrokeAccessible:p[38],colorNeutralStrokeAccessibleHover:p[34],colorNeutralStrokeAccessiblePressed:p[30],colorNeutralStrokeAccessibleSelected:r[80],colorNeutralStroke1:p[82],colorNeutralStroke1Hover:p[78],colorNeutralStroke1Pressed:p[70],colorNeutralStroke1Selected:p[74],colorNeutralStroke2:p[88],colorNeutralStroke3:p[94],colorNeutralStroke4:p[92],colorNeutralStroke4Hover:p[88],colorNeutralStroke4Pressed:p[84],colorNeutralStroke4Selected:p[92],colorNeutralStrokeSubtle:p[88],colorNeutralStrokeOnBrand:v,colorNeutralStrokeOnBrand2:v,colorNeutralStrokeOnBrand2Hover:v,colorNeutralStrokeOnBrand2Pressed:v,colorNeutralStrokeOnBrand2Selected:v,colorBrandStroke1:r[80],colorBrandStroke2:r[140],colorBrandStroke2Hover:r[120],colorBrandStroke2Pressed:r[80],colorBrandStroke2Contrast:r[140],colorCompoundBrandStroke:r[80],colorCompoundBrandStrokeHover:r[70],colorCompoundBrandStrokePressed:r[60],colorNeutralStrokeDisabled:p[88],colorNeutralStrokeDisabled2:p[92],colorNeutralStrokeInvertedDisabled:_[40],colorTransparentStroke:"transparent",colorTransparentStrokeInteractive:"transparent",colorTransparentStrokeDisabled:"transparent",colorNeutralStrokeAlpha:te[5],colorNeutralStrokeAlpha2:_[20],colorStrokeFocus1:v,colorStrokeFocus2:Ft,colorNeutralShadowAmbient:"rgba(0,0,0,0.12)",colorNeutralShadowKey:"rgba(0,0,0,0.14)",colorNeutralShadowAmbientLighter:"rgba(0,0,0,0.06)",colorNeutralShadowKeyLighter:"rgba(0,0,0,0.07)",colorNeutralShadowAmbientDarker:"rgba(0,0,0,0.20)",colorNeutralShadowKeyDarker:"rgba(0,0,0,0.24)",colorBrandShadowAmbient:"rgba(0,0,0,0.30)",colorBrandShadowKey:"rgba(0,0,0,0.25)"});var ur={borderRadiusNone:"0",borderRadiusSmall:"2px",borderRadiusMedium:"4px",borderRadiusLarge:"6px",borderRadiusXLarge:"8px",borderRadius2XLarge:"12px",borderRadius3XLarge:"16px",borderRadius4XLarge:"24px",borderRadius5XLarge:"32px",borderRadius6XLarge:"40px",borderRadiusCircular:"10000px"};var bo={curveAccelerateMax:"cubic-bezier(0.9,0.1,1,0.2)",curveAccelerateMid:"cubic-bezier(1,0,1,1)",curveAccelerateMin:"cubic-bezier(0.8,0,0.78,1)",curveDecelerateMax:"cubic-bezier(0.1,0.9,0.2,1)",curveDecelerateMid:"cubic-bezier(0,0,0,1)",curveDecelerateMin:"cubic-bezier(0.33,0,0.1,1)",curveEasyEaseMax:"cubic-bezier(0.8,0,0.2,1)",curveEasyEase:"cubic-bezier(0.33,0,0.67,1)",curveLinear:"cubic-bezier(0,0,1,1)"};var yo={durationUltraFast:"50ms",durationFaster:"100ms",durationFast:"150ms",durationNormal:"200ms",durationGentle:"250ms",durationSlow:"300ms",durationSlower:"400ms",durationUltraSlow:"500ms"};var pr={fontSizeBase100:"10px",fontSizeBase200:"12px",fontSizeBase300:"14px",fontSizeBase400:"16px",fontSizeBase500:"20px",fontSizeBase600:"24px",fontSizeHero700:"28px",fontSizeHero800:"32px",fontSizeHero900:"40px",fontSizeHero1000:"68px"},hr={lineHeightBase100:"14px",lineHeightBase200:"16px",lineHeightBase300:"20px",lineHeightBase400:"22px",lineHeightBase500:"28px",lineHeightBase600:"32px",lineHeightHero700:"36px",lineHeightHero800:"40px",lineHeightHero900:"52px",lineHeightHero1000:"92px"},gr={fontWeightRegular:400,fontWeightMedium:500,fontWeightSemibold:600,fontWeightBold:700},mr={fontFamilyBase:"'Segoe UI', 'Segoe UI Web (West European)', -apple-system, BlinkMacSystemFont, Roboto, 'Helvetica Neue', sans-serif",fontFamilyMonospace:"Consolas, 'Courier New', Courier, monospace",fontFamilyNumeric:"Bahnschrift, 'Segoe UI', 'Segoe UI Web (West European)', -apple-system, BlinkMacSystemFont, Roboto, 'Helvetica Neue', sans-serif"};var C={none:"0",xxs:"2px",xs:"4px",sNudge:"6px",s:"8px",mNudge:"10px",m:"12px",l:"16px",xl:"20px",xxl:"24px",xxxl:"32px"},ko={spacingHorizontalNone:C.none,spacingHorizontalXXS:C.xxs,spacingHorizontalXS:C.xs,spacingHorizontalSNudge:C.sNudge,spacingHorizontalS:C.s,spacingHorizontalMNudge:C.mNudge,spacingHorizontalM:C.m,spacingHorizontalL:C.l,spacingHorizontalXL:C.xl,spacingHorizontalXXL:C.xxl,spacingHorizontalXXXL:C.xxxl},So={spacingVerticalNone:C.none,spacingVerticalXXS:C.xxs,spacingVerticalXS:C.xs,spacingVerticalSNudge:C.sNudge,spacingVerticalS:C.s,spacingVerticalMNudge:C.mNudge,spacingVerticalM:C.m,spacingVerticalL:C.l,spacingVerticalXL:C.xl,spacingVerticalXXL:C.xxl,spacingVerticalXXXL:C.xxxl};var fr={strokeWidthThin:"1px",strokeWidthThick:"2px",strokeWidthThicker:"3px",strokeWidthThickest:"4px"};function Rt(r,e,t=""){return{[`shadow2${t}`]:`0 0 2px ${r}, 0 1px 2px ${e}`,[`shadow4${t}`]:`0 0 2px ${r}, 0 2px 4px ${e}`,[`shadow8${t}`]:`0 0 2px ${r}, 0 4px 8px ${e}`,[`shadow16${t}`]:`0 0 2px ${r}, 0 8px 16px ${e}`,[`shadow28${t}`]:`0 0 8px ${r}, 0 14px 28px ${e}`,[`shadow64${t}`]:`0 0 8px ${r}, 0 32px 64px ${e}`}}var nl=r=>{let e=ol(r);return{...ur,...pr,...hr,...mr,...gr,...fr,...ko,...So,...yo,...bo,...e,...rl,...at,...Rt(e.colorNeutralShadowAmbient,e.colorNeutralShadowKey),...Rt(e.colorBrandShadowAmbient,e.colorBrandShadowKey,"Brand")}};var xo={10:"#061724",20:"#082338",30:"#0a2e4a",40:"#0c3b5e",50:"#0e4775",60:"#0f548c",70:"#115ea3",80:"#0f6cbd",90:"#2886de",100:"#479ef5",110:"#62abf5",120:"#77b7f7",130:"#96c6fa",140:"#b4d6fa",150:"#cfe4fa",160:"#ebf3fc"};var Se=fo.reduce((r,e)=>{let t=e.slice(0,1).toUpperCase()+e.slice(1),o={[`colorPalette${t}Background1`]:x[e].shade40,[`colorPalette${t}Background2`]:x[e].shade30,[`colorPalette${t}Background3`]:x[e].primary,[`colorPalette${t}Foreground1`]:x[e].tint30,[`colorPalette${t}Foreground2`]:x[e].tint40,[`colorPalette${t}Foreground3`]:x[e].tint20,[`colorPalette${t}BorderActive`]:x[e].tint30,[`colorPalette${t}Border1`]:x[e].primary,[`colorPalette${t}Border2`]:x[e].tint20};return Object.assign(r,o)},{});Se.colorPaletteRedForeground3=x.red.tint30;Se.colorPaletteRedBorder2=x.red.tint30;Se.colorPaletteGreenForeground3=x.green.tint40;Se.colorPaletteGreenBorder2=x.green.tint40;Se.colorPaletteDarkOrangeForeground3=x.darkOrange.tint30;Se.colorPaletteDarkOrangeBorder2=x.darkOrange.tint30;Se.colorPaletteRedForegroundInverted=x.red.primary;Se.colorPaletteGreenForegroundInverted=x.green.primary;Se.colorPaletteYellowForegroundInverted=x.yellow.shade30;var An=vo.reduce((r,e)=>{let t=e.slice(0,1).toUpperCase()+e.slice(1),o={[`colorPalette${t}Background2`]:ke[e].shade30,[`colorPalette${t}Foreground2`]:ke[e].tint40,[`colorPalette${t}BorderActive`]:ke[e].tint30};return Object.assign(r,o)},{});An.colorPaletteDarkRedBackground2=ke.darkRed.shade20;An.colorPalettePlumBackground2=ke.plum.shade20;var al={...Se,...An},Me=Object.entries(W).reduce((r,[e,t])=>{let o=e.slice(0,1).toUpperCase()+e.slice(1),n={[`colorStatus${o}Background1`]:S[t].shade40,[`colorStatus${o}Background2`]:S[t].shade30,[`colorStatus${o}Background3`]:S[t].primary,[`colorStatus${o}Foreground1`]:S[t].tint30,[`colorStatus${o}Foreground2`]:S[t].tint40,[`colorStatus${o}Foreground3`]:S[t].tint20,[`colorStatus${o}BorderActive`]:S[t].tint30,[`colorStatus${o}ForegroundInverted`]:S[t].shade10,[`colorStatus${o}Border1`]:S[t].primary,[`colorStatus${o}Border2`]:S[t].tint20};return Object.assign(r,n)},{});Me.colorStatusDangerBackground3Hover=S[W.danger].shade10;Me.colorStatusDangerBackground3Pressed=S[W.danger].shade20;Me.colorStatusDangerForeground3=S[W.danger].tint40;Me.colorStatusDangerBorder2=S[W.danger].tint30;Me.colorStatusSuccessForeground3=S[W.success].tint40;Me.colorStatusSuccessBorder2=S[W.success].tint40;Me.colorStatusWarningForegroundInverted=S[W.warning].shade20;var vr=nl(xo);var sl=r=>({colorNeutralForeground1:v,colorNeutralForeground1Hover:v,colorNeutralForeground1Pressed:v,colorNeutralForeground1Selected:v,colorNeutralForeground2:p[84],colorNeutralForeground2Hover:v,colorNeutralForeground2Pressed:v,colorNeutralForeground2Selected:v,colorNeutralForeground2BrandHover:r[100],colorNeutralForeground2BrandPressed:r[90],colorNeutralForeground2BrandSelected:r[100],colorNeutralForeground3:p[68],colorNeutralForeground3Hover:p[84],colorNeutralForeground3Pressed:p[84],colorNeutralForeground3Selected:p[84],colorNeutralForeground3BrandHover:r[100],colorNeutralForeground3BrandPressed:r[90],colorNeutralForeground3BrandSelected:r[100],colorNeutralForeground4:p[60],colorNeutralForeground5:p[68],colorNeutralForeground5Hover:v,colorNeutralForeground5Pressed:v,colorNeutralForeground5Selected:v,colorNeutralForegroundDisabled:p[36],colorNeutralForegroundInvertedDisabled:_[40],colorBrandForegroundLink:r[100],colorBrandForegroundLinkHover:r[110],colorBrandForegroundLinkPressed:r[90],colorBrandForegroundLinkSelected:r[100],colorNeutralForeground2Link:p[84],colorNeutralForeground2LinkHover:v,colorNeutralForeground2LinkPressed:v,colorNeutralForeground2LinkSelected:v,colorCompoundBrandForeground1:r[100],colorCompoundBrandForeground1Hover:r[110],colorCompoundBrandForeground1Pressed:r[90],colorBrandForeground1:r[100],colorBrandForeground2:r[110],colorBrandForeground2Hover:r[130],colorBrandForeground2Pressed:r[160],colorNeutralForeground1Static:p[14],colorNeutralForegroundStaticInverted:v,colorNeutralForegroundInverted:p[14],colorNeutralForegroundInvertedHover:p[14],colorNeutralForegroundInvertedPressed:p[14],colorNeutralForegroundInvertedSelected:p[14],colorNeutralForegroundInverted2:p[14],colorNeutralForegroundOnBrand:v,colorNeutralForegroundInvertedLink:v,colorNeutralForegroundInvertedLinkHover:v,colorNeutralForegroundInvertedLinkPressed:v,colorNeutralForegroundInvertedLinkSelected:v,colorBrandForegroundInverted:r[80],colorBrandForegroundInvertedHover:r[70],colorBrandForegroundInvertedPressed:r[60],colorBrandForegroundOnLight:r[80],colorBrandForegroundOnLightHover:r[70],colorBrandForegroundOnLightPressed:r[50],colorBrandForegroundOnLightSelected:r[60],colorNeutralBackground1:p[16],colorNeutralBackground1Hover:p[24],colorNeutralBackground1Pressed:p[12],colorNeutralBackground1Selected:p[22],colorNeutralBackground2:p[12],colorNeutralBackground2Hover:p[20],colorNeutralBackground2Pressed:p[8],colorNeutralBackground2Selected:p[18],colorNeutralBackground3:p[8],colorNeutralBackground3Hover:p[16],colorNeutralBackground3Pressed:p[4],colorNeutralBackground3Selected:p[14],colorNeutralBackground4:p[4],colorNeutralBackground4Hover:p[12],colorNeutralBackground4Pressed:Ft,colorNeutralBackground4Selected:p[10],colorNeutralBackground5:Ft,colorNeutralBackground5Hover:p[8],colorNeutralBackground5Pressed:p[2],colorNeutralBackground5Selected:p[6],colorNeutralBackground6:p[20],colorNeutralBackground7:"#00000000",colorNeutralBackground7Hover:p[10],colorNeutralBackground7Pressed:p[4],colorNeutralBackground7Selected:"#00000000",colorNeutralBackground8:p[16],colorNeutralBackgroundInverted:v,colorNeutralBackgroundInvertedHover:p[96],colorNeutralBackgroundInvertedPressed:p[88],colorNeutralBackgroundInvertedSelected:p[92],colorNeutralBackgroundStatic:p[24],colorNeutralBackgroundAlpha:ki[50],colorNeutralBackgroundAlpha2:Si[70],colorSubtleBackground:"transparent",colorSubtleBackgroundHover:p[22],colorSubtleBackgroundPressed:p[18],colorSubtleBackgroundSelected:p[20],colorSubtleBackgroundLightAlphaHover:wn[80],colorSubtleBackgroundLightAlphaPressed:wn[50],colorSubtleBackgroundLightAlphaSelected:"transparent",colorSubtleBackgroundInverted:"transparent",colorSubtleBackgroundInvertedHover:te[10],colorSubtleBackgroundInvertedPressed:te[30],colorSubtleBackgroundInvertedSelected:te[20],colorTransparentBackground:"transparent",colorTransparentBackgroundHover:"transparent",colorTransparentBackgroundPressed:"transparent",colorTransparentBackgroundSelected:"transparent",colorNeutralBackgroundDisabled:p[8],colorNeutralBackgroundDisabled2:p[16],colorNeutralBackgroundInvertedDisabled:_[10],colorNeutralStencil1:p[34],colorNeutralStencil2:p[20],colorNeutralStencil1Alpha:_[10],colorNeutralStencil2Alpha:_[5],colorBackgroundOverlay:te[50],colorScrollbarOverlay:_[60],colorBrandBackground:r[70],colorBrandBackgroundHover:r[80],colorBrandBackgroundPressed:r[40],colorBrandBackgroundSelected:r[60],colorCompoundBrandBackground:r[100],colorCompoundBrandBackgroundHover:r[110],colorCompoundBrandBackgroundPressed:r[90],colorBrandBackgroundStatic:r[80],colorBrandBackground2:r[20],colorBrandBackground2Hover:r[40],colorBrandBackground2Pressed:r[10],colorBrandBackground3Static:r[60],colorBrandBackground4Static:r[40],colorBrandBackgroundInverted:v,colorBrandBackgroundInvertedHover:r[160],colorBrandBackgroundInvertedPressed:r[140],colorBrandBackgroundInvertedSelected:r[150],colorNeutralCardBackground:p[20],colorNeutralCardBackgroundHover:p[24],colorNeutralCardBackgroundPressed:p[18],colorNeutralCardBackgroundSelected:p[22],colorNeutralCardBackgroundDisabled:p[8],colorNeutralStrokeAccessible:p[68],colorNeutralStrokeAccessibleHover:p[74],colorNeutralStrokeAccessiblePressed:p[70],colorNeutralStrokeAccessibleSelected:r[100],colorNeutralStroke1:p[40],colorNeutralStroke1Hover:p[46],colorNeutralStroke1Pressed:p[42],colorNeutralStroke1Selected:p[44],colorNeutralStroke2:p[32],colorNeutralStroke3:p[24],colorNeutralStroke4:p[24],colorNeutralStroke4Hover:p[18],colorNeutralStroke4Pressed:p[14],colorNeutralStroke4Selected:p[24],colorNeutralStrokeSubtle:p[4],colorNeutralStrokeOnBrand:p[16],colorNeutralStrokeOnBrand2:v,colorNeutralStrokeOnBrand2Hover:v,colorNeutralStrokeOnBrand2Pressed:v,colorNeutralStrokeOnBrand2Selected:v,colorBrandStroke1:r[100],colorBrandStroke2:r[50],colorBrandStroke2Hover:r[50],colorBrandStroke2Pressed:r[30],colorBrandStroke2Contrast:r[50],colorCompoundBrandStroke:r[100],colorCompoundBrandStrokeHover:r[110],colorCompoundBrandStrokePressed:r[90],colorNeutralStrokeDisabled:p[26],colorNeutralStrokeDisabled2:p[24],colorNeutralStrokeInvertedDisabled:_[40],colorTransparentStroke:"transparent",colorTransparentStrokeInteractive:"transparent",colorTransparentStrokeDisabled:"transparent",colorNeutralStrokeAlpha:_[10],colorNeutralStrokeAlpha2:_[20],colorStrokeFocus1:Ft,colorStrokeFocus2:v,colorNeutralShadowAmbient:"rgba(0,0,0,0.24)",colorNeutralShadowKey:"rgba(0,0,0,0.28)",colorNeutralShadowAmbientLighter:"rgba(0,0,0,0.12)",colorNeutralShadowKeyLighter:"rgba(0,0,0,0.14)",colorNeutralShadowAmbientDarker:"rgba(0,0,0,0.40)",colorNeutralShadowKeyDarker:"rgba(0,0,0,0.48)",colorBrandShadowAmbient:"rgba(0,0,0,0.30)",colorBrandShadowKey:"rgba(0,0,0,0.25)"});var il=r=>{let e=sl(r);return{...ur,...pr,...hr,...mr,...gr,...fr,...ko,...So,...yo,...bo,...e,...al,...Me,...Rt(e.colorNeutralShadowAmbient,e.colorNeutralShadowKey),...Rt(e.colorBrandShadowAmbient,e.colorBrandShadowKey,"Brand")}};var br=il(xo);var Nn="keyless.theme",Tn=matchMedia("(prefers-color-scheme: dark)"),It=()=>{let r=localStorage.getItem(Nn);return r?r==="dark":Tn.matches};function Bo(){mo(It()?br:vr),document.documentElement.dataset.theme=It()?"dark":"light",dispatchEvent(new Event("keyless-theme"))}function ll(){let r=!It();r===Tn.matches?localStorage.removeItem(Nn):localStorage.setItem(Nn,r?"dark":"light"),Bo()}Tn.addEventListener("change",Bo);var wo=globalThis,Po=wo.ShadowRoot&&(wo.ShadyCSS===void 0||wo.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,dl=Symbol(),cl=new WeakMap,$o=class{constructor(e,t,o){if(this._$cssResult$=!0,o!==dl)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(Po&&e===void 0){let o=t!==void 0&&t.length===1;o&&(e=cl.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),o&&cl.set(t,e))}return e}toString(){return this.cssText}},ul=r=>new $o(typeof r=="string"?r:r+"",void 0,dl);var pl=(r,e)=>{if(Po)r.adoptedStyleSheets=e.map(t=>t instanceof CSSStyleSheet?t:t.styleSheet);else for(let t of e){let o=document.createElement("style"),n=wo.litNonce;n!==void 0&&o.setAttribute("nonce",n),o.textContent=t.cssText,r.appendChild(o)}},Cn=Po?r=>r:r=>r instanceof CSSStyleSheet?(e=>{let t="";for(let o of e.cssRules)t+=o.cssText;return ul(t)})(r):r;var{is:Cd,defineProperty:Fd,getOwnPropertyDescriptor:Rd,getOwnPropertyNames:Id,getOwnPropertySymbols:Ld,getPrototypeOf:Dd}=Object,Ao=globalThis,hl=Ao.trustedTypes,Ed=hl?hl.emptyScript:"",Md=Ao.reactiveElementPolyfillSupport,yr=(r,e)=>r,Fn={toAttribute(r,e){switch(e){case Boolean:r=r?Ed:null;break;case Object:case Array:r=r==null?r:JSON.stringify(r)}return r},fromAttribute(r,e){let t=r;switch(e){case Boolean:t=r!==null;break;case Number:t=r===null?null:Number(r);break;case Object:case Array:try{t=JSON.parse(r)}catch{t=null}}return t}},ml=(r,e)=>!Cd(r,e),gl={attribute:!0,type:String,converter:Fn,reflect:!1,useDefault:!1,hasChanged:ml};Symbol.metadata??=Symbol("metadata"),Ao.litPropertyMetadata??=new WeakMap;var He=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=gl){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let o=Symbol(),n=this.getPropertyDescriptor(e,o,t);n!==void 0&&Fd(this.prototype,e,n)}}static getPropertyDescriptor(e,t,o){let{get:n,set:a}=Rd(this.prototype,e)??{get(){return this[t]},set(s){this[t]=s}};return{get:n,set(s){let l=n?.call(this);a?.call(this,s),this.requestUpdate(e,l,o)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??gl}static _$Ei(){if(this.hasOwnProperty(yr("elementProperties")))return;let e=Dd(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(yr("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(yr("properties"))){let t=this.properties,o=[...Id(t),...Ld(t)];for(let n of o)this.createProperty(n,t[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[o,n]of t)this.elementProperties.set(o,n)}this._$Eh=new Map;for(let[t,o]of this.elementProperties){let n=this._$Eu(t,o);n!==void 0&&this._$Eh.set(n,t)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let o=new Set(e.flat(1/0).reverse());for(let n of o)t.unshift(Cn(n))}else e!==void 0&&t.push(Cn(e));return t}static _$Eu(e,t){let o=t.attribute;return o===!1?void 0:typeof o=="string"?o:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let o of t.keys())this.hasOwnProperty(o)&&(e.set(o,this[o]),delete this[o]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return pl(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,o){this._$AK(e,o)}_$ET(e,t){let o=this.constructor.elementProperties.get(e),n=this.constructor._$Eu(e,o);if(n!==void 0&&o.reflect===!0){let a=(o.converter?.toAttribute!==void 0?o.converter:Fn).toAttribute(t,o.type);this._$Em=e,a==null?this.removeAttribute(n):this.setAttribute(n,a),this._$Em=null}}_$AK(e,t){let o=this.constructor,n=o._$Eh.get(e);if(n!==void 0&&this._$Em!==n){let a=o.getPropertyOptions(n),s=typeof a.converter=="function"?{fromAttribute:a.converter}:a.converter?.fromAttribute!==void 0?a.converter:Fn;this._$Em=n;let l=s.fromAttribute(t,a.type);this[n]=l??this._$Ej?.get(n)??l,this._$Em=null}}requestUpdate(e,t,o,n=!1,a){if(e!==void 0){let s=this.constructor;if(n===!1&&(a=this[e]),o??=s.getPropertyOptions(e),!((o.hasChanged??ml)(a,t)||o.useDefault&&o.reflect&&a===this._$Ej?.get(e)&&!this.hasAttribute(s._$Eu(e,o))))return;this.C(e,t,o)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,t,{useDefault:o,reflect:n,wrapped:a},s){o&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,s??t??this[e]),a!==!0||s!==void 0)||(this._$AL.has(e)||(this.hasUpdated||o||(t=void 0),this._$AL.set(e,t)),n===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(t){Promise.reject(t)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[n,a]of this._$Ep)this[n]=a;this._$Ep=void 0}let o=this.constructor.elementProperties;if(o.size>0)for(let[n,a]of o){let{wrapped:s}=a,l=this[n];s!==!0||this._$AL.has(n)||l===void 0||this.C(n,void 0,a,l)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(o=>o.hostUpdate?.()),this.update(t)):this._$EM()}catch(o){throw e=!1,this._$EM(),o}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(t=>t.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(t=>this._$ET(t,this[t])),this._$EM()}updated(e){}firstUpdated(e){}};He.elementStyles=[],He.shadowRootOptions={mode:"open"},He[yr("elementProperties")]=new Map,He[yr("finalized")]=new Map,Md?.({ReactiveElement:He}),(Ao.reactiveElementVersions??=[]).push("2.1.2");var Hn=globalThis,fl=r=>r,No=Hn.trustedTypes,vl=No?No.createPolicy("lit-html",{createHTML:r=>r}):void 0,Bl="$lit$",Ge=`lit$${Math.random().toFixed(9).slice(2)}$`,wl="?"+Ge,Hd=`<${wl}>`,lt=document,Sr=()=>lt.createComment(""),xr=r=>r===null||typeof r!="object"&&typeof r!="function",_n=Array.isArray,_d=r=>_n(r)||typeof r?.[Symbol.iterator]=="function",Rn=`[ 	
\f\r]`,kr=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,bl=/-->/g,yl=/>/g,st=RegExp(`>|${Rn}(?:([^\\s"'>=/]+)(${Rn}*=${Rn}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),kl=/'/g,Sl=/"/g,$l=/^(?:script|style|textarea|title)$/i,On=r=>(e,...t)=>({_$litType$:r,strings:e,values:t}),c=On(1),Pl=On(2),Of=On(3),ct=Symbol.for("lit-noChange"),h=Symbol.for("lit-nothing"),xl=new WeakMap,it=lt.createTreeWalker(lt,129);function Al(r,e){if(!_n(r)||!r.hasOwnProperty("raw"))throw Error("invalid template strings array");return vl!==void 0?vl.createHTML(e):e}var Od=(r,e)=>{let t=r.length-1,o=[],n,a=e===2?"<svg>":e===3?"<math>":"",s=kr;for(let l=0;l<t;l++){let i=r[l],u,d,g=-1,f=0;for(;f<i.length&&(s.lastIndex=f,d=s.exec(i),d!==null);)f=s.lastIndex,s===kr?d[1]==="!--"?s=bl:d[1]!==void 0?s=yl:d[2]!==void 0?($l.test(d[2])&&(n=RegExp("</"+d[2],"g")),s=st):d[3]!==void 0&&(s=st):s===st?d[0]===">"?(s=n??kr,g=-1):d[1]===void 0?g=-2:(g=s.lastIndex-d[2].length,u=d[1],s=d[3]===void 0?st:d[3]==='"'?Sl:kl):s===Sl||s===kl?s=st:s===bl||s===yl?s=kr:(s=st,n=void 0);let y=s===st&&r[l+1].startsWith("/>")?" ":"";a+=s===kr?i+Hd:g>=0?(o.push(u),i.slice(0,g)+Bl+i.slice(g)+Ge+y):i+Ge+(g===-2?l:y)}return[Al(r,a+(r[t]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),o]},Br=class r{constructor({strings:e,_$litType$:t},o){let n;this.parts=[];let a=0,s=0,l=e.length-1,i=this.parts,[u,d]=Od(e,t);if(this.el=r.createElement(u,o),it.currentNode=this.el.content,t===2||t===3){let g=this.el.content.firstChild;g.replaceWith(...g.childNodes)}for(;(n=it.nextNode())!==null&&i.length<l;){if(n.nodeType===1){if(n.hasAttributes())for(let g of n.getAttributeNames())if(g.endsWith(Bl)){let f=d[s++],y=n.getAttribute(g).split(Ge),$=/([.?@])?(.*)/.exec(f);i.push({type:1,index:a,name:$[2],strings:y,ctor:$[1]==="."?Ln:$[1]==="?"?Dn:$[1]==="@"?En:Dt}),n.removeAttribute(g)}else g.startsWith(Ge)&&(i.push({type:6,index:a}),n.removeAttribute(g));if($l.test(n.tagName)){let g=n.textContent.split(Ge),f=g.length-1;if(f>0){n.textContent=No?No.emptyScript:"";for(let y=0;y<f;y++)n.append(g[y],Sr()),it.nextNode(),i.push({type:2,index:++a});n.append(g[f],Sr())}}}else if(n.nodeType===8)if(n.data===wl)i.push({type:2,index:a});else{let g=-1;for(;(g=n.data.indexOf(Ge,g+1))!==-1;)i.push({type:7,index:a}),g+=Ge.length-1}a++}}static createElement(e,t){let o=lt.createElement("template");return o.innerHTML=e,o}};function Lt(r,e,t=r,o){if(e===ct)return e;let n=o!==void 0?t._$Co?.[o]:t._$Cl,a=xr(e)?void 0:e._$litDirective$;return n?.constructor!==a&&(n?._$AO?.(!1),a===void 0?n=void 0:(n=new a(r),n._$AT(r,t,o)),o!==void 0?(t._$Co??=[])[o]=n:t._$Cl=n),n!==void 0&&(e=Lt(r,n._$AS(r,e.values),n,o)),e}var In=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:o}=this._$AD,n=(e?.creationScope??lt).importNode(t,!0);it.currentNode=n;let a=it.nextNode(),s=0,l=0,i=o[0];for(;i!==void 0;){if(s===i.index){let u;i.type===2?u=new wr(a,a.nextSibling,this,e):i.type===1?u=new i.ctor(a,i.name,i.strings,this,e):i.type===6&&(u=new Mn(a,this,e)),this._$AV.push(u),i=o[++l]}s!==i?.index&&(a=it.nextNode(),s++)}return it.currentNode=lt,n}p(e){let t=0;for(let o of this._$AV)o!==void 0&&(o.strings!==void 0?(o._$AI(e,o,t),t+=o.strings.length-2):o._$AI(e[t])),t++}},wr=class r{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,o,n){this.type=2,this._$AH=h,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=o,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=Lt(this,e,t),xr(e)?e===h||e==null||e===""?(this._$AH!==h&&this._$AR(),this._$AH=h):e!==this._$AH&&e!==ct&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):_d(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==h&&xr(this._$AH)?this._$AA.nextSibling.data=e:this.T(lt.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:o}=e,n=typeof o=="number"?this._$AC(e):(o.el===void 0&&(o.el=Br.createElement(Al(o.h,o.h[0]),this.options)),o);if(this._$AH?._$AD===n)this._$AH.p(t);else{let a=new In(n,this),s=a.u(this.options);a.p(t),this.T(s),this._$AH=a}}_$AC(e){let t=xl.get(e.strings);return t===void 0&&xl.set(e.strings,t=new Br(e)),t}k(e){_n(this._$AH)||(this._$AH=[],this._$AR());let t=this._$AH,o,n=0;for(let a of e)n===t.length?t.push(o=new r(this.O(Sr()),this.O(Sr()),this,this.options)):o=t[n],o._$AI(a),n++;n<t.length&&(this._$AR(o&&o._$AB.nextSibling,n),t.length=n)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let o=fl(e).nextSibling;fl(e).remove(),e=o}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},Dt=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,o,n,a){this.type=1,this._$AH=h,this._$AN=void 0,this.element=e,this.name=t,this._$AM=n,this.options=a,o.length>2||o[0]!==""||o[1]!==""?(this._$AH=Array(o.length-1).fill(new String),this.strings=o):this._$AH=h}_$AI(e,t=this,o,n){let a=this.strings,s=!1;if(a===void 0)e=Lt(this,e,t,0),s=!xr(e)||e!==this._$AH&&e!==ct,s&&(this._$AH=e);else{let l=e,i,u;for(e=a[0],i=0;i<a.length-1;i++)u=Lt(this,l[o+i],t,i),u===ct&&(u=this._$AH[i]),s||=!xr(u)||u!==this._$AH[i],u===h?e=h:e!==h&&(e+=(u??"")+a[i+1]),this._$AH[i]=u}s&&!n&&this.j(e)}j(e){e===h?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},Ln=class extends Dt{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===h?void 0:e}},Dn=class extends Dt{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==h)}},En=class extends Dt{constructor(e,t,o,n,a){super(e,t,o,n,a),this.type=5}_$AI(e,t=this){if((e=Lt(this,e,t,0)??h)===ct)return;let o=this._$AH,n=e===h&&o!==h||e.capture!==o.capture||e.once!==o.once||e.passive!==o.passive,a=e!==h&&(o===h||n);n&&this.element.removeEventListener(this.name,this,o),a&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Mn=class{constructor(e,t,o){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=o}get _$AU(){return this._$AM._$AU}_$AI(e){Lt(this,e)}};var zd=Hn.litHtmlPolyfillSupport;zd?.(Br,wr),(Hn.litHtmlVersions??=[]).push("3.3.3");var Nl=(r,e,t)=>{let o=t?.renderBefore??e,n=o._$litPart$;if(n===void 0){let a=t?.renderBefore??null;o._$litPart$=n=new wr(e.insertBefore(Sr(),a),a,void 0,t??{})}return n._$AI(r),n};var zn=globalThis,Xe=class extends He{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=Nl(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return ct}};Xe._$litElement$=!0,Xe.finalized=!0,zn.litElementHydrateSupport?.({LitElement:Xe});var Vd=zn.litElementPolyfillSupport;Vd?.({LitElement:Xe});(zn.litElementVersions??=[]).push("4.2.2");var R=JSON.parse(document.querySelector('meta[name="keyless"]').content);var jd={arm:"https://management.azure.com",graph:"https://graph.microsoft.com",models:"https://cognitiveservices.azure.com"},xe=class extends Error{constructor(t,o,n=0){super(o);this.code=t;this.number=n}},Un="keyless.pending",Wn="keyless.signed-out",qn=R.login+"/organizations/oauth2/v2.0",Cl,To="",Co=new Map,Vn=new Map,q=()=>Cl,Fl=r=>btoa(String.fromCharCode(...r)).replaceAll("+","-").replaceAll("/","_").replaceAll("=",""),jn=()=>Fl(crypto.getRandomValues(new Uint8Array(32)));async function Rl(){if(location.origin+"/"!==R.redirect)return location.replace(R.redirect+location.hash),Gn();let r=new URLSearchParams(location.hash.slice(1));return r.has("state")&&(r.has("code")||r.has("error"))?(await Ud(r),"signed-in"):sessionStorage.getItem(Wn)?"signed-out":$r()}async function $r(r={}){let e={state:jn(),nonce:jn(),verifier:jn(),route:r.route??location.hash};sessionStorage.removeItem(Wn),sessionStorage.setItem(Un,JSON.stringify(e));let t=await crypto.subtle.digest("SHA-256",new TextEncoder().encode(e.verifier)),o=new URLSearchParams({client_id:R.clientId,response_type:"code",response_mode:"fragment",redirect_uri:R.redirect,scope:Dl("arm"),state:e.state,nonce:e.nonce,code_challenge:Fl(new Uint8Array(t)),code_challenge_method:"S256"});return r.prompt&&o.set("prompt",r.prompt),location.assign(qn+"/authorize?"+o),Gn()}async function Il(){return Co.clear(),To="",sessionStorage.setItem(Wn,"1"),location.assign(qn+"/logout?"+new URLSearchParams({client_id:R.clientId,post_logout_redirect_uri:R.redirect})),Gn()}async function Ud(r){let e=JSON.parse(sessionStorage.getItem(Un)??"null");if(sessionStorage.removeItem(Un),history.replaceState(null,"",location.pathname+(e?.route??"")),!e||e.state!==r.get("state"))throw new xe("invalid_state","This answer does not belong to a sign-in that this window began. Sign in again.");let t=r.get("error");if(t)throw Ll(t,r.get("error_description")??t,Number(r.get("error_codes")??0));let o=await El("arm",{grant_type:"authorization_code",code:r.get("code"),redirect_uri:R.redirect,code_verifier:e.verifier});if(!o||o.nonce!==e.nonce)throw new xe("invalid_nonce","The ID token was not made for this sign-in. Sign in again.");Cl={id:String(o.oid),tenant:String(o.tid),name:String(o.name??o.preferred_username??o.oid),userName:String(o.preferred_username??"")}}function Ll(r,e,t){let o=/^AADSTS(\d+): /.exec(e);return new xe(r,e.split(" Trace ID: ")[0],t||Number(o?.[1]??0))}var Dl=r=>jd[r]+"/.default openid profile offline_access";async function El(r,e){let t=await fetch(qn+"/token",{method:"POST",body:new URLSearchParams({client_id:R.clientId,scope:Dl(r),...e})}),o=await t.json();if(!t.ok)throw Ll(o.error,o.error_description??o.error,o.error_codes?.[0]??0);return To=o.refresh_token??To,Co.set(r,{token:o.access_token,until:Date.now()+o.expires_in*1e3}),o.id_token?Wd(o.id_token):void 0}function Wd(r){let e=Uint8Array.from(atob(r.split(".")[1].replaceAll("-","+").replaceAll("_","/")),t=>t.charCodeAt(0));return JSON.parse(new TextDecoder().decode(e))}var Tl=Promise.resolve();function Ml(r,e=!1){let t=Co.get(r);if(!e&&t&&t.until>Date.now()+6e4)return Promise.resolve(t.token);let o=Vn.get(r);if(o)return o;let n=Tl.then(()=>qd(r)).finally(()=>Vn.delete(r));return Tl=n.catch(()=>{}),Vn.set(r,n),n}async function qd(r){try{await El(r,{grant_type:"refresh_token",refresh_token:To})}catch(e){if(e instanceof xe&&["invalid_grant","interaction_required","login_required"].includes(e.code))return $r();throw e}return Co.get(r).token}var Gn=()=>new Promise(()=>{});var he=class extends Error{constructor(t,o,n,a,s,l,i){super(t);this.status=o;this.code=n;this.requestId=a;this.decision=s;this.retryAfter=l;this.body=i}};function Xd(r){let e=new URL(r),t=new URL(R.accounts.replace("*","star-label"));return e.protocol!==t.protocol?!1:t.host.startsWith("star-label.")?e.host.endsWith(t.host.slice(10)):e.host===t.host&&e.pathname.startsWith(t.pathname.split("star-label")[0])}async function Xn(r,e,t={}){if(r==="models"&&!Xd(e))throw new Error("not an address of an account of this server: "+e);let o=await Hl(r,e,t,!1);if(o.status===401&&Kd(o)&&(o=await Hl(r,e,t,!0)),o.ok)return o;throw await Yd(o)}async function Hl(r,e,t,o){let n={...t.headers,authorization:"Bearer "+await Ml(r,o)};t.body!==void 0&&(n["content-type"]="application/json");let a={method:t.method??"GET",headers:n,cache:"no-store",credentials:"omit",redirect:"error"};t.body!==void 0&&(a.body=JSON.stringify(t.body)),t.signal&&(a.signal=t.signal);try{return await fetch(e,a)}catch(s){throw s instanceof DOMException&&s.name==="AbortError"?s:new he("The server does not answer. It may be restarting: try again.",0,"NoAnswer","","",0,void 0)}}var Kd=r=>/invalid_token|insufficient_claims/.test(r.headers.get("www-authenticate")??"");async function Yd(r){let e=await r.text(),t=e;try{t=JSON.parse(e)}catch{}let o=t?.error??t??{},n=a=>r.headers.get(a)??"";return new he([o.message,t?.detail].find(a=>typeof a=="string"&&a)??`The server answered ${r.status}.`,r.status,String(o.code??r.status),n("x-ms-request-id")||n("request-id")||n("x-request-id"),n("x-keyless-decision"),Number(n("retry-after"))||0,t)}async function _l(r,e,t){let n=await(await Xn(r,e,t)).text();return n?JSON.parse(n):void 0}function Be(r,e,t){let o=new URL(r.startsWith("https://")?r:R.arm+r);return o.searchParams.has("api-version")||o.searchParams.set("api-version",e),_l("arm",Ol(R.arm,o.href),t)}var Pr=(r,e)=>_l("graph",Ol(R.graph,r.startsWith("https://")?r:R.graph+r),e);function Ol(r,e){if(!e.startsWith(r+"/"))throw new Error("not an address of this server: "+e);return e}async function we(r,e,t=5e3){let o=[];for(let n=r;n&&o.length<t;){let a=await Be(n,e);o.push(...a.value),n=a.nextLink}return o}var I={subscriptions:"2022-12-01",resources:"2021-04-01",management:"2020-05-01",cognitive:"2024-10-01",authorization:"2022-04-01",insights:"2015-04-01",keyless:"2026-01-01"},ce="Microsoft.CognitiveServices/accounts",Nr=()=>we("/subscriptions",I.subscriptions);async function Et(){return(await Promise.all((await Nr()).map(e=>we(e.id+"/resources",I.resources)))).flat()}var Fo=r=>Be(r,I.cognitive),Ro=r=>we(r+"/deployments",I.cognitive),Ar=(r,e)=>r.replace(/\/$/,"")+"/providers/Microsoft.Authorization/"+e,Kn=(r,e)=>r.replace(/\/$/,"")+"/providers/Microsoft.Keyless/"+e,zl=r=>we(Ar(r,"roleAssignments?$filter=atScope()"),I.authorization,1e4),Mt=r=>we(Ar(r,"roleDefinitions"),I.authorization),Vl=r=>we(Ar(r,"denyAssignments"),I.authorization),Ht=(r,e)=>Be(Ar(r,"roleAssignments/"+(e.name??crypto.randomUUID())),I.authorization,{method:"PUT",body:{properties:{roleDefinitionId:Ar("/subscriptions/"+(r.split("/")[2]??""),"roleDefinitions/"+e.role).replace("/subscriptions//providers","/providers"),principalId:e.principal,...e.type&&{principalType:e.type},...e.condition&&{condition:e.condition,conditionVersion:"2.0"},...e.description&&{description:e.description}}}}),_t=(r,e)=>Be(r,e,{method:"DELETE"}),_e=(r,e,t)=>Be(Kn(r,"checkAccess"),I.keyless,{method:"POST",body:{Subject:{Attributes:{ObjectId:e}},Actions:t.map(o=>({Id:o.id,IsDataAction:o.data}))}});async function $e(r,...e){let t=await _e(r,q().id,e.map(o=>({id:o,data:!1})));return Object.fromEntries(t.map(o=>[o.actionId,o.accessDecision==="Allowed"]))}var Yn=(r,e)=>Be(Kn("","decisions?"+new URLSearchParams(r)),I.keyless,e),jl=r=>Be(Kn("","decisions/"+encodeURIComponent(r)),I.keyless);var Y={models:ce+"/MaaS/chat/completions/action",openai:ce+"/OpenAI/deployments/chat/completions/action",anthropic:ce+"/AIServices/providers/action"};var Io=()=>{let[r="",e=""]=location.hash.slice(1).split("?",2);return{path:r||"/home",query:new URLSearchParams(e)}};function b(r,e={}){let t=Object.entries(e).filter(n=>!!n[1]),o=new URLSearchParams(t).toString();return"#"+r.split("/").map(n=>encodeURIComponent(Wl(n))).join("/")+(o?"?"+o:"")}var Ul=(r,e)=>{location.hash=b(r,e)};function O(r){let{path:e,query:t}=Io();for(let[o,n]of Object.entries(r))n?t.set(o,n):t.delete(o);history.replaceState(null,"",b(e,Object.fromEntries(t))),dispatchEvent(new HashChangeEvent("hashchange"))}function Jn(r){let{path:e,query:t}=Io(),o=r.filter(a=>e===a.path||e.startsWith(a.path+"/")).sort((a,s)=>s.path.length-a.path.length)[0];if(!o)return;let n=e.slice(o.path.length).split("/").map(Wl).join("/");return{page:o,route:{path:e,rest:n,query:t}}}function Wl(r){try{return decodeURIComponent(r)}catch{return r}}var ql={home:"M9 2.39a1.5 1.5 0 0 1 2 0l5.5 4.94c.32.28.5.69.5 1.12v7.05c0 .83-.67 1.5-1.5 1.5H13a1.5 1.5 0 0 1-1.5-1.5V12a.5.5 0 0 0-.5-.5H9a.5.5 0 0 0-.5.5v3.5c0 .83-.67 1.5-1.5 1.5H4.5A1.5 1.5 0 0 1 3 15.5V8.45c0-.43.18-.84.5-1.12zm1.33.74a.5.5 0 0 0-.66 0l-5.5 4.94a.5.5 0 0 0-.17.38v7.05c0 .28.22.5.5.5H7a.5.5 0 0 0 .5-.5V12c0-.83.67-1.5 1.5-1.5h2c.83 0 1.5.67 1.5 1.5v3.5c0 .28.22.5.5.5h2.5a.5.5 0 0 0 .5-.5V8.45a.5.5 0 0 0-.17-.38z",peopleLock:"M6.75 3.5a2.25 2.25 0 1 0 0 4.5 2.25 2.25 0 0 0 0-4.5M3.5 5.75a3.25 3.25 0 1 1 6.5 0 3.25 3.25 0 0 1-6.5 0m7.5 8.72C10.23 15.3 8.93 16 6.75 16c-2.51 0-3.87-.92-4.57-1.93a4 4 0 0 1-.68-1.99V12c0-1.1.9-2 2-2H10a2 2 0 0 1 2 2v.08l-.01.18v.02A2 2 0 0 0 11 14zm-8.5-2.4v.1l.06.32c.07.27.2.64.45 1C3.49 14.2 4.5 15 6.75 15s3.26-.8 3.74-1.5a3 3 0 0 0 .5-1.42l.01-.02V12a1 1 0 0 0-1-1H3.5a1 1 0 0 0-1 1zM14.5 5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3M12 6.5a2.5 2.5 0 1 1 5 0 2.5 2.5 0 0 1-5 0m1.5 5.5v1H13a1 1 0 0 0-1 1v4a1 1 0 0 0 1 1h5a1 1 0 0 0 1-1v-4a1 1 0 0 0-1-1h-.5v-1a2 2 0 1 0-4 0m1 1v-1a1 1 0 1 1 2 0v1zm1 2.25a.75.75 0 1 1 0 1.5.75.75 0 0 1 0-1.5",keyMultiple:"M10.32 2.01 10 2a4 4 0 0 0-3.84 5.13l-3.98 3.99a.6.6 0 0 0-.18.42v2.86c0 .33.27.6.6.6h2.8a.6.6 0 0 0 .6-.6V13h1.9a.6.6 0 0 0 .6-.6v-1.7l.73-.73q-.32-.39-.56-.84l-1 .99a.6.6 0 0 0-.17.42V12H5.6a.6.6 0 0 0-.6.6V14H3v-2.3L7.32 7.4l-.12-.3a3 3 0 0 1 1.96-3.97q.5-.64 1.16-1.1m3.18 4.24a.75.75 0 1 0 0-1.5.75.75 0 0 0 0 1.5M9 6.5a4.5 4.5 0 1 1 7 3.74v2.05l.78.79a.6.6 0 0 1 0 .84L15.71 15l1.06 1.07a.6.6 0 0 1-.04.89l-2.36 1.88a.6.6 0 0 1-.74 0l-2.4-1.92a.6.6 0 0 1-.23-.47v-6.2A4.5 4.5 0 0 1 9 6.5M13.5 3a3.5 3.5 0 0 0-1.75 6.53.5.5 0 0 1 .25.43v6.3l2 1.6 1.75-1.4-1.03-1.04a.6.6 0 0 1 0-.84l1.07-1.08-.61-.62a.6.6 0 0 1-.18-.42v-2.5q.01-.28.25-.43A3.5 3.5 0 0 0 13.5 3",shieldCheckmark:"M9.72 2.08a.5.5 0 0 1 .56 0q2.9 1.94 6.3 2.43A.5.5 0 0 1 17 5v4.6q-.48-.25-1-.4V5.44a16 16 0 0 1-5.6-2.08L10 3.1l-.4.25A16 16 0 0 1 4 5.43V9.5c0 3.24 1.8 5.64 5.48 7.25q.3.65.74 1.2l-.04.02a.5.5 0 0 1-.36 0C5.31 16.23 3 13.39 3 9.5V5a.5.5 0 0 1 .43-.5 15 15 0 0 0 6.3-2.42M19 14.5a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0m-2.15-1.85a.5.5 0 0 0-.7 0l-2.65 2.64-.65-.64a.5.5 0 0 0-.7.7l1 1c.2.2.5.2.7 0l3-3a.5.5 0 0 0 0-.7",chat:"M10 2a8 8 0 1 1-3.61 15.14l-.12-.07-3.65.92a.5.5 0 0 1-.62-.45v-.08l.01-.08.92-3.64-.07-.12a8 8 0 0 1-.83-2.9l-.02-.37L2 10a8 8 0 0 1 8-8m0 1a7 7 0 0 0-6.1 10.42.5.5 0 0 1 .06.28l-.02.1-.75 3.01 3.02-.75.19-.01.09.02.09.04A7 7 0 1 0 10 3m.5 8a.5.5 0 0 1 .09 1H7.5a.5.5 0 0 1-.09-1h3.09m2-3a.5.5 0 0 1 .09 1H7.5a.5.5 0 0 1-.09-1h5.09",questionCircle:"M10 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16m0 1a7 7 0 1 0 0 14 7 7 0 0 0 0-14m0 10.5a.75.75 0 1 1 0 1.5.75.75 0 0 1 0-1.5m0-8a2.5 2.5 0 0 1 1.65 4.38l-.15.12-.22.17-.09.07-.16.15c-.33.36-.53.85-.53 1.61a.5.5 0 0 1-1 0 3.2 3.2 0 0 1 1.16-2.62l.25-.19.12-.1A1.5 1.5 0 0 0 10 6.5c-.83 0-1.5.67-1.5 1.5a.5.5 0 0 1-1 0A2.5 2.5 0 0 1 10 5.5",dataTrending:"M2.5 2c.28 0 .5.22.5.5v13c0 .83.67 1.5 1.5 1.5h13a.5.5 0 0 1 0 1h-13A2.5 2.5 0 0 1 2 15.5v-13c0-.28.22-.5.5-.5M12 5.5c0-.28.22-.5.5-.5h4c.28 0 .5.22.5.5v4a.5.5 0 0 1-1 0V6.7l-4.65 4.65a.5.5 0 0 1-.7 0L9 9.71l-3.15 3.14a.5.5 0 0 1-.7-.7l3.5-3.5a.5.5 0 0 1 .7 0L11 10.29 15.3 6h-2.8a.5.5 0 0 1-.5-.5",appsList:"M2 3.5C2 2.67 2.67 2 3.5 2h1C5.33 2 6 2.67 6 3.5v1C6 5.33 5.33 6 4.5 6h-1A1.5 1.5 0 0 1 2 4.5zM3.5 3a.5.5 0 0 0-.5.5v1c0 .28.22.5.5.5h1a.5.5 0 0 0 .5-.5v-1a.5.5 0 0 0-.5-.5zM2 9.5C2 8.67 2.67 8 3.5 8h1C5.33 8 6 8.67 6 9.5v1c0 .83-.67 1.5-1.5 1.5h-1A1.5 1.5 0 0 1 2 10.5zM3.5 9a.5.5 0 0 0-.5.5v1c0 .28.22.5.5.5h1a.5.5 0 0 0 .5-.5v-1a.5.5 0 0 0-.5-.5zM2 15.5c0-.83.67-1.5 1.5-1.5h1c.83 0 1.5.67 1.5 1.5v1c0 .83-.67 1.5-1.5 1.5h-1A1.5 1.5 0 0 1 2 16.5zm1.5-.5a.5.5 0 0 0-.5.5v1c0 .28.22.5.5.5h1a.5.5 0 0 0 .5-.5v-1a.5.5 0 0 0-.5-.5zM8 4.5c0-.28.22-.5.5-.5h9a.5.5 0 0 1 0 1h-9a.5.5 0 0 1-.5-.5m0 6c0-.28.22-.5.5-.5h9a.5.5 0 0 1 0 1h-9a.5.5 0 0 1-.5-.5m0 6c0-.28.22-.5.5-.5h9a.5.5 0 0 1 0 1h-9a.5.5 0 0 1-.5-.5",person:"M10 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8M7 6a3 3 0 1 1 6 0 3 3 0 0 1-6 0m-2 5a2 2 0 0 0-2 2c0 1.7.83 2.97 2.13 3.8A9 9 0 0 0 10 18c1.85 0 3.58-.39 4.87-1.2A4.4 4.4 0 0 0 17 13a2 2 0 0 0-2-2zm-1 2a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1c0 1.3-.62 2.28-1.67 2.95A8 8 0 0 1 10 17a8 8 0 0 1-4.33-1.05A3.4 3.4 0 0 1 4 13",copy:"M7 7H5.5C4.67 7 4 7.67 4 8.5v6c0 .83.67 1.5 1.5 1.5h4c.65 0 1.2-.42 1.41-1h1.04a2.5 2.5 0 0 1-2.45 2h-4A2.5 2.5 0 0 1 3 14.5v-6A2.5 2.5 0 0 1 5.5 6H7zm7.5-4A2.5 2.5 0 0 1 17 5.5v6a2.5 2.5 0 0 1-2.5 2.5h-4A2.5 2.5 0 0 1 8 11.5v-6A2.5 2.5 0 0 1 10.5 3zm-4 1C9.67 4 9 4.67 9 5.5v6c0 .83.67 1.5 1.5 1.5h4c.83 0 1.5-.67 1.5-1.5v-6c0-.83-.67-1.5-1.5-1.5z",checkmark:"M3.37 10.17a.5.5 0 0 0-.74.66l4 4.5c.19.22.52.23.72.02l10.5-10.5a.5.5 0 0 0-.7-.7L7.02 14.27z",dismiss:"m4.09 4.22.06-.07a.5.5 0 0 1 .63-.06l.07.06L10 9.29l5.15-5.14a.5.5 0 0 1 .63-.06l.07.06c.18.17.2.44.06.63l-.06.07L10.71 10l5.14 5.15c.18.17.2.44.06.63l-.06.07a.5.5 0 0 1-.63.06l-.07-.06L10 10.71l-5.15 5.14a.5.5 0 0 1-.63.06l-.07-.06a.5.5 0 0 1-.06-.63l.06-.07L9.29 10 4.15 4.85a.5.5 0 0 1-.06-.63l.06-.07z",add:"M10 2.5c.28 0 .5.22.5.5v6.5H17a.5.5 0 0 1 0 1h-6.5V17a.5.5 0 0 1-1 0v-6.5H3a.5.5 0 0 1 0-1h6.5V3c0-.28.22-.5.5-.5",delete:"M8.5 4h3a1.5 1.5 0 0 0-3 0m-1 0a2.5 2.5 0 0 1 5 0h5a.5.5 0 0 1 0 1h-1.05l-1.2 10.34A3 3 0 0 1 12.27 18H7.73a3 3 0 0 1-2.98-2.66L3.55 5H2.5a.5.5 0 0 1 0-1zM5.74 15.23A2 2 0 0 0 7.73 17h4.54a2 2 0 0 0 1.99-1.77L15.44 5H4.56zM8.5 7.5c.28 0 .5.22.5.5v6a.5.5 0 0 1-1 0V8c0-.28.22-.5.5-.5M12 8a.5.5 0 0 0-1 0v6a.5.5 0 0 0 1 0z",arrowClockwise:"M4 10a6 6 0 0 1 10.47-4H12.5a.5.5 0 0 0 0 1h3a.5.5 0 0 0 .5-.5v-3a.5.5 0 0 0-1 0v1.6a7 7 0 1 0 1.98 4.36.5.5 0 1 0-1 .08L16 10a6 6 0 0 1-12 0",search:"M13.73 14.44a6.5 6.5 0 1 1 .7-.7l3.42 3.4a.5.5 0 0 1-.63.77l-.07-.06zm-.71-.71A5.5 5.5 0 0 0 15 9.5a5.5 5.5 0 1 0-1.98 4.23",pause:"M5 2a2 2 0 0 0-2 2v12c0 1.1.9 2 2 2h2a2 2 0 0 0 2-2V4a2 2 0 0 0-2-2zM4 4a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zm9-2a2 2 0 0 0-2 2v12c0 1.1.9 2 2 2h2a2 2 0 0 0 2-2V4a2 2 0 0 0-2-2zm-1 2a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1h-2a1 1 0 0 1-1-1z",play:"M17.22 8.69a1.5 1.5 0 0 1 0 2.62l-10 5.5A1.5 1.5 0 0 1 5 15.5v-11A1.5 1.5 0 0 1 7.22 3.2zm-.48 1.75a.5.5 0 0 0 0-.88l-10-5.5A.5.5 0 0 0 6 4.5v11c0 .38.4.62.74.44z",open:"M6 4a2 2 0 0 0-2 2v8c0 1.1.9 2 2 2h8a2 2 0 0 0 2-2v-2.5a.5.5 0 0 1 1 0V14a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3h2.5a.5.5 0 0 1 0 1zm5-.5c0-.28.22-.5.5-.5h5c.28 0 .5.22.5.5v5a.5.5 0 0 1-1 0V4.7l-4.15 4.15a.5.5 0 0 1-.7-.7L15.29 4H11.5a.5.5 0 0 1-.5-.5",weatherMoon:"M15.5 13.5A6.98 6.98 0 0 1 4 14.39c2.83-1.09 4.56-2.42 5.6-4.4 1.04-2 1.33-4.16.75-6.9q1.36.17 2.58.87a7 7 0 0 1 2.55 9.54M5.45 16.92A7.98 7.98 0 1 0 9.88 2.04a.6.6 0 0 0-.61.73c.69 2.82.43 4.88-.55 6.76-.94 1.78-2.55 3.03-5.55 4.1a.6.6 0 0 0-.3.9 8 8 0 0 0 2.59 2.39",weatherSunny:"M10 2c.28 0 .5.22.5.5v1a.5.5 0 0 1-1 0v-1c0-.28.22-.5.5-.5m0 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8m0-1a3 3 0 1 1 0-6 3 3 0 0 1 0 6m7.5-2.5a.5.5 0 0 0 0-1h-1a.5.5 0 0 0 0 1zM10 16c.28 0 .5.22.5.5v1a.5.5 0 0 1-1 0v-1c0-.28.22-.5.5-.5m-6.5-5.5a.5.5 0 0 0 0-1H2.46a.5.5 0 0 0 0 1zm.65-6.35c.2-.2.5-.2.7 0l1 1a.5.5 0 1 1-.7.7l-1-1a.5.5 0 0 1 0-.7m.7 11.7a.5.5 0 0 1-.7-.7l1-1a.5.5 0 0 1 .7.7zm11-11.7a.5.5 0 0 0-.7 0l-1 1a.5.5 0 0 0 .7.7l1-1a.5.5 0 0 0 0-.7m-.7 11.7a.5.5 0 0 0 .7-.7l-1-1a.5.5 0 0 0-.7.7z",signOut:"M8.5 11.25a.75.75 0 1 0 0-1.5.75.75 0 0 0 0 1.5M11 3.5a.5.5 0 0 0-.58-.5l-7 1.08a.5.5 0 0 0-.42.49v10.86c0 .25.18.46.42.5l7 1.07a.5.5 0 0 0 .58-.5V10h5.17l-1 .87a.5.5 0 0 0 .66.76l2-1.75a.5.5 0 0 0 0-.76l-2-1.75a.5.5 0 1 0-.65.76l1 .87H11zm-1 .58v11.84L4 15V5zM12.5 16H12v-5h1v4.5a.5.5 0 0 1-.5.5M12 8V4h.5c.28 0 .5.22.5.5V8z",personSwap:"M9 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8M6 6a3 3 0 1 1 6 0 3 3 0 0 1-6 0m-2 5a2 2 0 0 0-2 2c0 1.7.83 2.97 2.13 3.8A9 9 0 0 0 9 18q.43 0 .85-.03L8.88 17a8 8 0 0 1-4.2-1.05A3.4 3.4 0 0 1 3 13a1 1 0 0 1 1-1h10a1 1 0 0 1 .67.25q.5-.33 1.07-.23A2 2 0 0 0 14 11zm7.85 6.85a.5.5 0 0 1-.7 0l-2-2a.5.5 0 0 1 0-.7l2-2a.5.5 0 0 1 .7.7L10.71 15h5.58l-1.14-1.15a.5.5 0 0 1 .7-.7l2 2c.2.2.2.5 0 .7l-2 2a.5.5 0 0 1-.7-.7L16.29 16h-5.58l1.14 1.15c.2.2.2.5 0 .7",chevronRight:"M7.65 4.15c.2-.2.5-.2.7 0l5.49 5.46c.21.22.21.57 0 .78l-5.49 5.47a.5.5 0 0 1-.7-.71L12.8 10 7.65 4.85a.5.5 0 0 1 0-.7",navigation:"M2 4.5c0-.28.22-.5.5-.5h15a.5.5 0 0 1 0 1h-15a.5.5 0 0 1-.5-.5m0 5c0-.28.22-.5.5-.5h15a.5.5 0 0 1 0 1h-15a.5.5 0 0 1-.5-.5m.5 4.5a.5.5 0 0 0 0 1h15a.5.5 0 0 0 0-1z",warning:"M7.37 3.56a3 3 0 0 1 5.26 0l5.5 10A3 3 0 0 1 15.5 18h-11a3 3 0 0 1-2.63-4.44zm4.38.48a2 2 0 0 0-3.5 0l-5.5 10A2 2 0 0 0 4.5 17h11a2 2 0 0 0 1.75-2.96zM10 12.75a.75.75 0 1 1 0 1.5.75.75 0 0 1 0-1.5m0-6.25c.28 0 .5.22.5.5v4a.5.5 0 0 1-1 0V7c0-.28.22-.5.5-.5",prohibited:"M18 10a8 8 0 1 1-16 0 8 8 0 0 1 16 0m-1 0c0-1.75-.64-3.36-1.7-4.58l-9.88 9.87A7 7 0 0 0 17 10M4.7 14.58l9.88-9.87a7 7 0 0 0-9.87 9.87",info:"M10.5 8.91a.5.5 0 0 0-1 .09v4.6a.5.5 0 0 0 1-.1V8.91m.3-2.16a.75.75 0 1 0-1.5 0 .75.75 0 0 0 1.5 0M18 10a8 8 0 1 0-16 0 8 8 0 0 0 16 0M3 10a7 7 0 1 1 14 0 7 7 0 0 1-14 0",cube:"M5.7 6.04a.5.5 0 1 0-.4.92l4.2 1.86v4.68a.5.5 0 0 0 1 0V8.82l4.2-1.86a.5.5 0 1 0-.4-.92L10 7.95zm5.6-3.56a3.5 3.5 0 0 0-2.6 0l-5.76 2.3A1.5 1.5 0 0 0 2 6.18v7.64c0 .62.37 1.17.94 1.4l5.76 2.3a3.5 3.5 0 0 0 2.6 0l5.76-2.3c.57-.23.94-.78.94-1.4V6.18a1.5 1.5 0 0 0-.94-1.4zm-2.23.93a2.5 2.5 0 0 1 1.86 0l5.76 2.3a.5.5 0 0 1 .31.47v7.64a.5.5 0 0 1-.31.47l-5.76 2.3a2.5 2.5 0 0 1-1.86 0l-5.76-2.3a.5.5 0 0 1-.31-.47V6.18c0-.2.12-.4.31-.47z",send:"M2.18 2.11a.5.5 0 0 1 .54-.06l15 7.5a.5.5 0 0 1 0 .9l-15 7.5a.5.5 0 0 1-.7-.58L3.98 10 2.02 2.63a.5.5 0 0 1 .16-.52m2.7 8.39-1.61 6.06L16.38 10 3.27 3.44 4.88 9.5h6.62a.5.5 0 1 1 0 1z",stop:"M15.5 4c.28 0 .5.22.5.5v11a.5.5 0 0 1-.5.5h-11a.5.5 0 0 1-.5-.5v-11c0-.28.22-.5.5-.5zm-11-1C3.67 3 3 3.67 3 4.5v11c0 .83.67 1.5 1.5 1.5h11c.83 0 1.5-.67 1.5-1.5v-11c0-.83-.67-1.5-1.5-1.5z",boxMultiple:"M13.58 2.38a3 3 0 0 0-2.16 0L7.96 3.71A1.5 1.5 0 0 0 7 5.11v1.1a4 4 0 0 1 1 0v-1.1c0-.2.13-.4.32-.47l3.46-1.33a2 2 0 0 1 1.44 0l3.46 1.33q.31.14.32.47v7.78c0 .2-.13.4-.32.47L14 14.39v.5q0 .3-.07.6l3.1-1.2c.59-.22.97-.78.97-1.4V5.11a1.5 1.5 0 0 0-.96-1.4zm2.51 2.92a.5.5 0 0 0-.64-.3l-2.77 1.07a.5.5 0 0 1-.36 0L9.55 5.01a.5.5 0 1 0-.35.93l2.76 1.07q.54.2 1.08 0l2.76-1.07a.5.5 0 0 0 .3-.64m-5 5a.5.5 0 0 0-.64-.3L7.5 11.15l-2.95-1.13a.5.5 0 0 0-.35.93L7 12.02v2.49a.5.5 0 1 0 1 0v-2.49l2.8-1.08a.5.5 0 0 0 .3-.64M8.58 7.38a3 3 0 0 0-2.16 0L2.96 8.71a1.5 1.5 0 0 0-.96 1.4v4.78c0 .62.38 1.18.96 1.4l3.46 1.33a3 3 0 0 0 2.16 0l3.46-1.33c.58-.22.96-.78.96-1.4v-4.78a1.5 1.5 0 0 0-.96-1.4zm-1.8.93a2 2 0 0 1 1.44 0l3.46 1.33q.31.14.32.47v4.78c0 .2-.13.4-.32.47l-3.46 1.33a2 2 0 0 1-1.44 0l-3.46-1.33a.5.5 0 0 1-.32-.47v-4.78c0-.2.13-.4.32-.47z",cloud:"M10 4c2.82 0 4.41 1.92 4.65 4.25h.07A3.33 3.33 0 0 1 18 11.62 3.33 3.33 0 0 1 14.72 15H5.28A3.33 3.33 0 0 1 2 11.62c0-1.8 1.37-3.27 3.1-3.37h.25C5.6 5.9 7.18 4 10 4m0 1C7.89 5 6.55 6.32 6.35 8.35a1 1 0 0 1-1 .9h-.07A2.33 2.33 0 0 0 3 11.62 2.33 2.33 0 0 0 5.28 14h9.44A2.33 2.33 0 0 0 17 11.62a2.33 2.33 0 0 0-2.28-2.37h-.07a1 1 0 0 1-1-.9C13.45 6.32 12.11 5 10 5",lockClosed:"M10 1a4 4 0 0 1 4 4v2.05a2.5 2.5 0 0 1 2 2.45v6a2.5 2.5 0 0 1-2.5 2.5h-7A2.5 2.5 0 0 1 4 15.5v-6c0-1.2.86-2.22 2-2.45V5a4 4 0 0 1 4-4M6.5 8C5.67 8 5 8.67 5 9.5v6c0 .83.67 1.5 1.5 1.5h7c.83 0 1.5-.67 1.5-1.5v-6c0-.83-.67-1.5-1.5-1.5zm3.5 3.5a1 1 0 1 1 0 2 1 1 0 0 1 0-2M10 2a3 3 0 0 0-3 3v2h6V5a3 3 0 0 0-3-3",personKey:"M10 2a4 4 0 1 0 0 8 4 4 0 0 0 0-8M7 6a3 3 0 1 1 6 0 3 3 0 0 1-6 0m-2 5a2 2 0 0 0-2 2c0 1.7.83 2.97 2.13 3.8A8.5 8.5 0 0 0 9 17.96v-1a7.4 7.4 0 0 1-3.33-1A3.4 3.4 0 0 1 4 13a1 1 0 0 1 1-1h7.11a4 4 0 0 1 .42-1zm5.15 7.85q.15.15.35.15h2q.16 0 .27-.07.1-.06.15-.17l.06-.24.02-.25V18l.56-.02a.5.5 0 0 0 .3-.12q.1-.1.12-.3L14 17h.5q.16 0 .27-.07a1 1 0 0 0 .15-.17 1 1 0 0 0 .07-.24 2 2 0 0 0 .01-.5v-.2q.26.1.52.14.27.04.54.04a2.9 2.9 0 0 0 2.08-.9A3 3 0 0 0 19 13a3 3 0 0 0-.87-2.12 3 3 0 0 0-5.04 2.83l-2.94 2.94q-.15.14-.15.35v1.5q0 .2.15.35m7.13-7.13q.22.21.22.53 0 .31-.22.53a.7.7 0 0 1-.53.22.7.7 0 0 1-.53-.22.7.7 0 0 1-.22-.53q0-.31.22-.53a.7.7 0 0 1 .53-.22q.31 0 .53.22",people:"M4.5 6.75a2.25 2.25 0 1 1 4.5 0 2.25 2.25 0 0 1-4.5 0M6.75 3.5a3.25 3.25 0 1 0 0 6.5 3.25 3.25 0 0 0 0-6.5m5.69 11.65q.79.33 2.06.35c1.88 0 2.92-.67 3.47-1.43a3 3 0 0 0 .53-1.5v-.07c0-.83-.67-1.5-1.5-1.5h-4.63q.36.44.53 1H17c.28 0 .5.22.5.5v.1l-.04.22q-.05.29-.3.66c-.33.46-1.04 1.02-2.66 1.02q-1.08-.01-1.69-.28-.12.43-.37.93M1.5 13c0-1.1.9-2 2-2H10a2 2 0 0 1 2 2v.08l-.01.18q-.01.17-.08.45c-.08.37-.25.86-.6 1.36-.7 1.01-2.05 1.93-4.56 1.93s-3.87-.92-4.57-1.93a4 4 0 0 1-.68-1.99V13m1 .06v.1l.06.33c.07.27.2.64.45 1C3.49 15.2 4.5 16 6.75 16s3.26-.8 3.74-1.5a3 3 0 0 0 .5-1.42l.01-.02V13a1 1 0 0 0-1-1H3.5a1 1 0 0 0-1 1zM13 7.5a1.5 1.5 0 1 1 3 0 1.5 1.5 0 0 1-3 0M14.5 5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",settings:"M1.91 7.38A8.5 8.5 0 0 1 3.7 4.3a.5.5 0 0 1 .54-.13l1.92.68a1 1 0 0 0 1.32-.76l.36-2a.5.5 0 0 1 .4-.4 9 9 0 0 1 3.55 0q.32.08.38.4l.37 2a1 1 0 0 0 1.32.76l1.92-.68a.5.5 0 0 1 .54.13 8.5 8.5 0 0 1 1.78 3.08q.08.31-.15.54l-1.56 1.32a1 1 0 0 0 0 1.52l1.56 1.32a.5.5 0 0 1 .15.54 8.5 8.5 0 0 1-1.78 3.08.5.5 0 0 1-.54.13l-1.92-.68a1 1 0 0 0-1.32.76l-.37 2a.5.5 0 0 1-.38.4 8.5 8.5 0 0 1-3.56 0 .5.5 0 0 1-.39-.4l-.36-2a1 1 0 0 0-1.32-.76l-1.92.68a.5.5 0 0 1-.54-.13 8.5 8.5 0 0 1-1.78-3.08.5.5 0 0 1 .15-.54l1.56-1.32a1 1 0 0 0 0-1.52L2.06 7.92a.5.5 0 0 1-.15-.54m1.06 0 1.3 1.1a2 2 0 0 1 0 3.04l-1.3 1.1q.45 1.19 1.25 2.16l1.6-.58a2 2 0 0 1 2.63 1.53l.3 1.67a8 8 0 0 0 2.5 0l.3-1.67a2 2 0 0 1 2.64-1.53l1.6.58a8 8 0 0 0 1.24-2.16l-1.3-1.1a2 2 0 0 1 0-3.04l1.3-1.1a8 8 0 0 0-1.25-2.16l-1.6.58a2 2 0 0 1-2.63-1.53l-.3-1.67a8 8 0 0 0-2.5 0l-.3 1.67A2 2 0 0 1 5.81 5.8l-1.6-.58a8 8 0 0 0-1.24 2.16M7.5 10a2.5 2.5 0 1 1 5 0 2.5 2.5 0 0 1-5 0m1 0a1.5 1.5 0 1 0 3 0 1.5 1.5 0 0 0-3 0",chevronDown:"M15.85 7.65c.2.2.2.5 0 .7l-5.46 5.49a.55.55 0 0 1-.78 0L4.15 8.35a.5.5 0 1 1 .7-.7L10 12.8l5.15-5.16c.2-.2.5-.2.7 0",history:"M10 4a6 6 0 1 1-5.98 5.54.5.5 0 1 0-1-.08L3 10a7 7 0 1 0 2-4.9V3.5a.5.5 0 0 0-1 0v3c0 .28.22.5.5.5h3a.5.5 0 0 0 0-1H5.53c1.1-1.23 2.7-2 4.47-2m0 2.5a.5.5 0 0 0-1 0v4c0 .28.22.5.5.5h3a.5.5 0 0 0 0-1H10z",documentText:"M6.5 10a.5.5 0 0 0 0 1h7a.5.5 0 0 0 0-1zm0 2a.5.5 0 0 0 0 1h7a.5.5 0 0 0 0-1zm0 2a.5.5 0 0 0 0 1h7a.5.5 0 0 0 0-1zM4 4c0-1.1.9-2 2-2h4.59q.62.01 1.06.44l3.91 3.91c.28.28.44.67.44 1.06V16a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zm2-1a1 1 0 0 0-1 1v12a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1V8h-3.5A1.5 1.5 0 0 1 10 6.5V3zm5.5 4h3.3L11 3.2v3.3c0 .28.22.5.5.5",eye:"M3.26 11.6A7 7 0 0 1 10 6c3.2 0 6.06 2.33 6.74 5.6a.5.5 0 0 0 .98-.2A8 8 0 0 0 10 5a8 8 0 0 0-7.72 6.4.5.5 0 0 0 .98.2M10 8a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7m-2.5 3.5a2.5 2.5 0 1 1 5 0 2.5 2.5 0 0 1-5 0",eyeOff:"M2.85 2.15a.5.5 0 1 0-.7.7l3.5 3.5a8 8 0 0 0-3.37 5.05.5.5 0 1 0 .98.2 7 7 0 0 1 3.1-4.53l1.6 1.59a3.5 3.5 0 1 0 4.88 4.89l4.3 4.3a.5.5 0 0 0 .71-.7zm9.27 10.68a2.5 2.5 0 1 1-3.45-3.45zm-2-4.83 3.38 3.38A3.5 3.5 0 0 0 10.12 8M10 6q-.86 0-1.67.21l-.8-.8A8 8 0 0 1 10 5c3.7 0 6.94 2.67 7.72 6.4a.5.5 0 0 1-.98.2A7 7 0 0 0 10 6",codeBlock:"M6 3a3 3 0 0 0-3 3v8a3 3 0 0 0 3 3h8a3 3 0 0 0 3-3V6a3 3 0 0 0-3-3zM4 6c0-1.1.9-2 2-2h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zm4.85 1.85a.5.5 0 1 0-.7-.7l-2.5 2.5a.5.5 0 0 0 0 .7l2.5 2.5a.5.5 0 0 0 .7-.7L6.71 10zm3-.7a.5.5 0 0 0-.7.7L13.29 10l-2.14 2.15a.5.5 0 0 0 .7.7l2.5-2.5a.5.5 0 0 0 0-.7z",braces:"M6.5 3A2.5 2.5 0 0 0 4 5.5v2.88c0 .5-.28.95-.72 1.17a.5.5 0 0 0 0 .9c.44.22.72.68.72 1.17v2.88A2.5 2.5 0 0 0 6.5 17a.5.5 0 0 0 0-1A1.5 1.5 0 0 1 5 14.5v-2.88c0-.62-.24-1.2-.66-1.62.42-.42.66-1 .66-1.62V5.5C5 4.67 5.67 4 6.5 4a.5.5 0 0 0 0-1m7 0A2.5 2.5 0 0 1 16 5.5v2.88c0 .5.28.95.72 1.17a.5.5 0 0 1 0 .9 1.3 1.3 0 0 0-.72 1.17v2.88a2.5 2.5 0 0 1-2.5 2.5.5.5 0 0 1 0-1c.83 0 1.5-.67 1.5-1.5v-2.88c0-.62.24-1.2.66-1.62A2.3 2.3 0 0 1 15 8.38V5.5c0-.83-.67-1.5-1.5-1.5a.5.5 0 0 1 0-1"};var Jd=/[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;function dt(r,e=200){let t=String(r??"");return(t.length>e?t.slice(0,e).replace(/[\ud800-\udbff]$/,"")+"\u2026":t).replace(Jd,n=>`\u27E8U+${n.codePointAt(0).toString(16).toUpperCase().padStart(4,"0")}\u27E9`)}var Qd=new Intl.DateTimeFormat(void 0,{dateStyle:"medium",timeStyle:"medium"}),Gl=new Intl.RelativeTimeFormat(void 0,{numeric:"auto",style:"short"}),Ot=r=>Qd.format(new Date(r));function Xl(r){let e=Math.round((new Date(r).getTime()-Date.now())/1e3);for(let[t,o]of[["day",86400],["hour",3600],["minute",60]])if(Math.abs(e)>=o)return Gl.format(Math.round(e/o),t);return Gl.format(Math.min(e,0),"second")}var zt=(r,e,t=e+"s")=>`${r.toLocaleString()} ${r===1?e:t}`,z=(r,e)=>r.toLowerCase()===e.toLowerCase(),ut=r=>/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(r.trim());var k=r=>c`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${Pl`<path d=${ql[r]}></path>`}</svg>`,Ke=(r="Loading")=>c`<p class="loading" role="status"><fluent-spinner size="tiny" aria-hidden="true"></fluent-spinner>${r} …</p>`,m=(r,e)=>c`<bdi class="name" title=${String(r??"").length>(e??200)?dt(r,1e3):h}>${dt(r,e)}</bdi>`,de=r=>c`<code>${dt(r,400)}</code>`,Vt=r=>r&&!r.startsWith("0001")?c`<time datetime=${r} title=${Ot(r)}>${Xl(r)}</time>`:c`<span class="soft">not known</span>`,A=(r,e="plain")=>c`<span class="badge ${e}">${r}</span>`,G=(r,e,t)=>c`<div class="note ${r}" role=${r==="bad"?"alert":"note"}>
    ${k(r==="good"?"checkmark":r==="bad"?"prohibited":r==="warning"?"warning":"info")}
    <div>${t?c`<strong>${t}</strong>`:h}<div>${e}</div></div>
  </div>`;function E(r,e){let t=e?c`<p><fluent-button size="small" @click=${e}>Try again</fluent-button></p>`:h;return r instanceof he?G("bad",c`<p class="message">${dt(r.message,2e3)}</p>
        ${r.decision?c`<p><a href=${b("/why/"+r.decision)}>Why was this refused?</a> <span class="soft">or type</span> <code>keyless explain ${r.decision}</code></p>`:h}
        ${r.requestId?c`<p class="soft">Request id <code>${r.requestId}</code></p>`:h}
        ${t}`,r.status?`${r.status} ${r.code}`:"No answer"):r instanceof xe?G("bad",c`<p class="message">${dt(r.message,2e3)}</p>${t}`,r.number?`AADSTS${r.number}`:r.code):G("bad",c`<p class="message">${dt(r instanceof Error?r.message:r,2e3)}</p>${t}`)}var H=(r,e)=>c`<div class="empty"><p class="empty-title">${r}</p><div>${e}</div></div>`,Oe=(r,e,t)=>c`<div class="table" role="group" aria-label=${r} tabindex="0">
    <table>
      <thead><tr>${e.map(o=>c`<th scope="col" class=${o.wide?"wide":h}>${o.hideHead?c`<span class="unseen">${o.head}</span>`:o.head}</th>`)}</tr></thead>
      <tbody>${t.map(o=>c`<tr>${e.map(n=>c`<td class=${n.wide?"wide":h}>${n.cell(o)}</td>`)}</tr>`)}</tbody>
    </table>
  </div>`,Kl=r=>c`<dl class="facts">${r.filter(([,e])=>e!==void 0&&e!=="").map(([e,t])=>c`<div><dt>${e}</dt><dd>${t}</dd></div>`)}</dl>`;async function Zd(r){await navigator.clipboard.writeText(r),Ye("Copied")}var Ye=(r,e)=>{dispatchEvent(new CustomEvent("keyless-toast",{detail:e?{text:r,undo:e}:{text:r}}))},re=(r,e)=>c`<div class="code">
    <pre tabindex="0" role="group" aria-label=${e}><code>${r}</code></pre>
    <fluent-button size="small" appearance="subtle" class="copy" title="Copy" @click=${()=>Zd(r)}>${k("copy")} Copy</fluent-button>
  </div>`,Qn=new Map;function V(r){let e=r.split("/").filter(Boolean);if(e.length===0)return{name:"Root",kind:"root"};let t=e.at(-1);return e.length===2&&e[0].toLowerCase()==="subscriptions"?{name:Qn.get(t.toLowerCase())??t,kind:"subscription"}:e.length===4&&e[2].toLowerCase()==="resourcegroups"?{name:t,kind:"resource group"}:e.at(-2).toLowerCase()==="managementgroups"?{name:t,kind:"management group"}:{name:t,kind:{accounts:"resource",projects:"project",deployments:"deployment"}[e.at(-2).toLowerCase()]??"resource"}}var P=class extends Xe{createRenderRoot(){return this}},L=class{constructor(e){this.host=e;this.busy=!1;this.turn=0;this.reload=()=>{this.again&&this.run(this.again,!0)};e.addController(this)}hostDisconnected(){this.turn++}async run(e,t=!1){let o=++this.turn;this.again=e,this.busy=!0,t||(this.value=void 0),this.host.requestUpdate();try{let n=await e();if(o!==this.turn)return;this.value=n,this.error=void 0}catch(n){if(o!==this.turn)return;this.error=n}this.busy=!1,this.host.requestUpdate()}show(e,t="Loading"){return this.error!==void 0?E(this.error,this.reload):this.value===void 0?Ke(t):e(this.value)}};function Lo(r,e=r["@odata.type"]??""){let t=r.displayName||r.userPrincipalName||r.id;if(e.endsWith(".group"))return{id:r.id,name:t,detail:r.description??"",type:"Group",kind:"group"};if(e.endsWith(".servicePrincipal")){let o=r.servicePrincipalType==="ManagedIdentity"?"managed identity":"service principal";return{id:r.id,name:t,detail:r.appId?"client id "+r.appId:"",type:"ServicePrincipal",kind:o}}return{id:r.id,name:t,detail:r.userPrincipalName??"",type:"User",kind:"user"}}async function Pe(r){let e=new Map,t=[...new Set(r)].filter(ut);for(let o=0;o<t.length;o+=1e3){let n=await Pr("/v1.0/directoryObjects/getByIds",{method:"POST",body:{ids:t.slice(o,o+1e3)}});for(let a of n.value)e.set(a.id,Lo(a))}return e}async function Yl(r,e){let t=r.trim();if(ut(t))return[...(await Pe([t])).values()];let o=i=>`startswith(${i},'${t.replaceAll("'","''")}')`,n=(i,u,d)=>`/v1.0/${i}?$top=8&$select=${d}${t?"&$filter="+encodeURIComponent(u):""}`,[a,s,l]=await Promise.all([Pr(n("users",`${o("displayName")} or ${o("userPrincipalName")}`,"id,displayName,userPrincipalName"),e),Pr(n("groups",o("displayName"),"id,displayName,description"),e),Pr(n("servicePrincipals",o("displayName"),"id,displayName,appId,servicePrincipalType"),e)]);return[...a.value.map(i=>Lo(i,".user")),...s.value.map(i=>Lo(i,".group")),...l.value.map(i=>Lo(i,".servicePrincipal"))]}function Jl(r,e){let t=r.toLowerCase().split("*").map(o=>o.replace(/[.*+?^${}()|[\]\\]/g,"\\$&"));return new RegExp("^"+t.join(".*")+"$").test(e.toLowerCase())}var eu=(r,e,t)=>r.some(o=>{let[n,a]=t?[o.dataActions,o.notDataActions]:[o.actions,o.notActions];return n.some(s=>Jl(s,e))&&!a.some(s=>Jl(s,e))}),jt=(r,e,t=!1)=>eu(r.properties.permissions,e,t),tu=r=>({models:jt(r,Y.models,!0),openai:jt(r,Y.openai,!0),anthropic:jt(r,Y.anthropic,!0)});function Je(r){let e=tu(r),t=r.properties.roleName;return e.models&&e.openai?{tone:"good",text:"Lets its holder call models on every route."}:e.models?{tone:"good",text:"Lets its holder call models on /models, not on /openai."}:e.openai?{tone:"warning",text:"Lets its holder call /openai only. Calls of /models are refused: for these take Cognitive Services User."}:z(t,"Owner")||z(t,"Contributor")?{tone:"warning",text:`${t} administers the resource and does not let anybody call its models: it has no data actions. For calls take Cognitive Services User.`}:{tone:"bad",text:"Does not let its holder call chat models."}}var ge=r=>k(r.type==="Group"?"people":r.type==="User"?"person":"cube"),Zn=class extends P{constructor(){super(...arguments);this.busy=!1;this.clock=0;this.type=t=>{let o=t.target.value;clearTimeout(this.clock),this.clock=window.setTimeout(()=>{this.ask(o)},200)}}static{this.properties={label:{},name:{},found:{state:!0},error:{state:!0},busy:{state:!0}}}async ask(t){this.asked?.abort(),this.asked=new AbortController;let{signal:o}=this.asked;this.busy=!0;try{let n=await Yl(t,{signal:o});if(o.aborted)return;this.found=n,this.error=void 0}catch(n){if(o.aborted)return;this.error=n}this.busy=!1}pick(t){clearTimeout(this.clock),this.asked?.abort(),this.busy=!1,this.found=void 0,this.querySelector("input").value="",this.dispatchEvent(new CustomEvent("pick",{detail:t}))}render(){return c`<div class="field find">
      <label for=${this.name}>${this.label}</label>
      <input id=${this.name} type="text" autocomplete="off" spellcheck="false" placeholder="Name or object id" maxlength="200" @input=${this.type} @focus=${()=>this.found??this.ask("")} />
      ${this.error?E(this.error):h}
      ${this.busy&&!this.found?Ke("Searching"):h}
      ${this.found?this.found.length?c`<ul class="found" aria-label="Found">${this.found.map(t=>c`<li><button type="button" @click=${()=>this.pick(t)}>${ge(t)}<span>${m(t.name,80)}<span class="soft">${t.kind}${t.detail?", ":""}${m(t.detail,80)}</span></span></button></li>`)}</ul>`:c`<p class="hint" role="status">Nobody is called that. An object id works too.</p>`:h}
    </div>`}};customElements.define("kl-find",Zn);var ea="Microsoft.Authorization/roleAssignments/write",ru=["Role","Members","Review"],ta=class extends P{constructor(){super(...arguments);this.step=0;this.members=[];this.filter="";this.pasted="";this.description="";this.condition="";this.found=new L(this);this.asked="";this.stopped=!1;this.ask=async()=>{if(!(await $e(this.scope,ea))[ea])return{roles:[],allowed:!1};let o=await Mt(this.scope),n=l=>z(l.properties.roleName,"Cognitive Services User")?0:l.properties.type==="CustomRole"?1:Je(l).tone==="good"?2:Je(l).tone==="warning"?3:4;o.sort((l,i)=>n(l)-n(i)||l.properties.roleName.localeCompare(i.properties.roleName));let a=this.route.query.get("role");a&&(this.chosen=o.find(l=>z(l.properties.roleName,a)||z(l.name,a)));let s=this.route.query.get("member");return s&&(this.members=[...(await Pe([s])).values()]),this.chosen&&(this.step=this.members.length?2:1),{roles:o,allowed:!0}};this.paste=async()=>{let t=this.pasted.split(/[\s,;]+/).filter(ut),o=await Pe(t).catch(()=>new Map);this.add(t.map(n=>o.get(n)??{id:n,name:n,detail:"",type:"User",kind:"not in this directory"})),this.pasted=""};this.assign=async()=>{this.outcomes=this.members.map(t=>({who:t,state:"assigning"})),await Promise.all(this.outcomes.map(t=>this.assignOne(t)))}}static{this.properties={scope:{},route:{attribute:!1},step:{state:!0},chosen:{state:!0},members:{state:!0},filter:{state:!0},outcomes:{state:!0},pasted:{state:!0}}}disconnectedCallback(){super.disconnectedCallback(),this.stopped=!0}willUpdate(t){!t.has("scope")||this.scope===this.asked||(this.asked=this.scope,this.found.run(this.ask))}render(){return this.found.show(({roles:t,allowed:o})=>o?this.outcomes?this.done(this.outcomes):c`<ol class="steps" aria-label="Steps">${ru.map((n,a)=>c`<li aria-current=${a===this.step?"step":h}><button type="button" ?disabled=${a>this.reached} @click=${()=>this.step=a}><span class="number">${a+1}</span> ${n}</button></li>`)}</ol>
        <div class="card">${this.step===0?this.chooseRole(t):this.step===1?this.chooseMembers():this.review()}</div>`:H("You may not assign roles here",c`<p>This takes <code>${ea}</code>, which Owner, User Access Administrator and Role Based Access Control Administrator have. Ask somebody who has one of them, or type:</p>
          ${re(`az role assignment create --role "Cognitive Services User" --assignee-object-id ${q().id} --assignee-principal-type User --scope ${this.scope}`,"Command that assigns the role")}`))}get reached(){return this.chosen?this.members.length?2:1:0}chooseRole(t){let o=this.filter.toLowerCase(),n=t.filter(a=>!o||(a.properties.roleName+" "+a.properties.description).toLowerCase().includes(o));return c`<h2>Which role?</h2>
      <div class="field"><label for="role-filter">Search</label>
        <input id="role-filter" type="search" .value=${this.filter} placeholder="Name or description" @input=${a=>this.filter=a.target.value} /></div>
      <fieldset class="options"><legend class="unseen">Role</legend>${n.slice(0,100).map(a=>this.roleOption(a))}</fieldset>
      ${n.length===0?H("No role is called that",c`<p>Search for another word, or <a href=${b("/access"+this.scope,{tab:"roles",edit:"new"})}>make a custom role</a>.</p>`):h}
      <p class="row end"><fluent-button appearance="primary" id="next" ?disabled=${!this.chosen} @click=${()=>this.step=1}>Next</fluent-button></p>`}roleOption(t){let o=Je(t),n=this.chosen?.id===t.id;return c`<div class="option ${n?"chosen":""}"><label><input type="radio" name="role" .checked=${n} @change=${()=>this.chosen=t} />
        <span><strong>${m(t.properties.roleName,80)}</strong> ${t.properties.type==="CustomRole"?A("custom","info"):h} ${A(o.tone==="good"?"calls models":o.tone==="warning"&&jt(t,Y.openai,!0)?"calls /openai only":"calls no model",o.tone==="good"?"good":o.tone==="warning"?"warning":"plain")}
        ${t.properties.description?c`<span class="soft block">${m(t.properties.description,300)}</span>`:h}</span></label>
        ${n?c`${G(o.tone==="bad"?"warning":o.tone,c`<span id="verdict">${o.text}</span>`,"Does this let them call the model?")}${ra(t)}`:h}</div>`}chooseMembers(){return c`<h2>Who gets it?</h2>
      <kl-find label="User, group, service principal or managed identity" name="member" @pick=${t=>this.add([t.detail])}></kl-find>
      <details><summary>Paste object ids</summary><div class="field"><label for="paste">Object ids, one a line</label><textarea id="paste" rows="3" spellcheck="false" .value=${this.pasted} @input=${t=>this.pasted=t.target.value}></textarea></div>
        <p><fluent-button @click=${this.paste}>Add these</fluent-button></p></details>
      ${this.members.length?c`<ul class="members" aria-label="Members">${this.members.map(t=>c`<li>${ge(t)}<span>${m(t.name,80)} <span class="soft">${t.kind} ${m(t.detail,80)}</span></span><fluent-button size="small" appearance="subtle" role="button" aria-label="Leave out ${t.name.slice(0,60)}" @click=${()=>this.members=this.members.filter(o=>o!==t)}>${k("dismiss")}</fluent-button></li>`)}</ul>`:c`<p class="soft">Nobody yet. A group is better than many people: who joins it has the role, who leaves it does not.</p>`}
      <p class="row end"><fluent-button @click=${()=>this.step=0}>Back</fluent-button><fluent-button appearance="primary" id="next" ?disabled=${!this.members.length} @click=${()=>this.step=2}>Next</fluent-button></p>`}add(t){this.members=[...this.members,...t.filter(o=>!this.members.some(n=>n.id===o.id))].slice(0,100)}review(){let t=V(this.scope),o=Je(this.chosen);return c`<h2>Review</h2>
      <p><strong>${m(this.chosen.properties.roleName)}</strong> at ${t.kind} <strong>${m(t.name,80)}</strong> and everything inside it, for</p>
      <ul class="members">${this.members.map(n=>c`<li>${ge(n)}<span>${m(n.name,80)} <span class="soft">${n.kind} ${m(n.detail,80)}</span></span></li>`)}</ul>
      ${o.tone==="good"?h:G("warning",c`<span id="verdict">${o.text}</span>`,"Does this let them call the model?")}
      <div class="field"><label for="why-assigned">Description, for those who ask later</label><input id="why-assigned" type="text" maxlength="1024" @input=${n=>this.description=n.target.value} /></div>
      <details><summary>Condition</summary><div class="field"><label for="condition">In Azure's language; what it excludes is not allowed</label><textarea id="condition" rows="3" spellcheck="false" @input=${n=>this.condition=n.target.value}></textarea></div></details>
      <details><summary>The same with az</summary>${re(this.members.map(n=>`az role assignment create --role "${this.chosen.properties.roleName}" --assignee-object-id ${n.id} --assignee-principal-type ${n.type} --scope ${this.scope}`).join(`
`),"The same with az")}</details>
      <p class="row end"><fluent-button @click=${()=>this.step=1}>Back</fluent-button><fluent-button appearance="primary" id="assign" @click=${this.assign}>Review + assign</fluent-button></p>`}async assignOne(t){let o=n=>{Object.assign(t,n),this.requestUpdate()};try{let n=t.who.kind.startsWith("not")?void 0:t.who.type;t.assignment=await Ht(this.scope,{role:this.chosen.name,principal:t.who.id,...n&&{type:n},...this.description&&{description:this.description},...this.condition&&{condition:this.condition}}),o({state:"waiting"}),await this.waitFor(t,o)}catch(n){o(n instanceof he&&n.code==="RoleAssignmentExists"?{state:"in force",error:n}:{state:"failed",error:n})}}async waitFor(t,o){let n=this.chosen.properties.permissions.find(l=>l.dataActions.length||l.actions.length),a=!!n?.dataActions.length,s=a?jt(this.chosen,Y.models,!0)?Y.models:n.dataActions[0]:n?.actions[0];if(!s||s.includes("*")||this.condition)return o({state:"in force"});for(;!this.stopped;){let[l]=await _e(this.scope,t.who.id,[{id:s,data:a}]);if(l.accessDecision==="Allowed")return o({state:"in force"});let i=l.explanation.near?.map(u=>/^not in force until (.*)$/.exec(u.whyNot??"")?.[1]).find(Boolean);if(!i)return o({state:"in force"});o({until:i}),await new Promise(u=>setTimeout(u,500))}}done(t){let o=t.every(n=>n.state==="in force");return c`<div class="card"><h2>${o?"Done":"Assigning"}</h2>
      <div role="status"><ul class="members">${t.map(n=>c`<li>${ge(n.who)}<span>${m(n.who.name,80)} <span class="soft">${m(this.chosen.properties.roleName)}</span></span>
          ${n.state==="in force"?A(n.error?"had it already":"in force","good"):n.state==="failed"?A("failed","bad"):n.state==="waiting"?c`${A(n.until?`in force at ${new Date(n.until).toLocaleTimeString()}`:"waiting until it is in force","info")}<fluent-spinner size="tiny" aria-hidden="true"></fluent-spinner>`:A("assigning","plain")}
          ${n.error&&n.state==="failed"?c`<div class="full">${E(n.error)}</div>`:h}</li>`)}</ul></div>
      <p class="row"><a class="button" href=${b("/access"+this.scope,{tab:"assignments"})}>Role assignments</a>
        ${t[0]?c`<a class="button" href=${b("/access"+this.scope,{tab:"check",who:t[0].who.id})}>Check access</a>`:h}
        <fluent-button @click=${()=>{this.outcomes=void 0,this.members=[],this.step=0,this.chosen=void 0}}>Assign another</fluent-button></p></div>`}};function ra(r){let e=(t,o)=>o.length?c`<h3>${t}</h3><ul class="actions">${o.map(n=>c`<li><code>${n}</code></li>`)}</ul>`:h;return c`<details class="permissions"><summary>Actions and data actions</summary>${r.properties.permissions.map(t=>c`${e("Actions",t.actions)}${e("Not actions",t.notActions)}${e("Data actions",t.dataActions)}${e("Not data actions",t.notDataActions)}`)}</details>`}customElements.define("kl-assign",ta);var Ql="Microsoft.Authorization/roleAssignments/write",Zl="Microsoft.Authorization/roleAssignments/delete",oa=500,na=class extends P{constructor(){super(...arguments);this.found=new L(this);this.asked="";this.ask=async()=>{let[t,o,n]=await Promise.all([zl(this.scope),Mt(this.scope),$e(this.scope,Ql,Zl)]),a=new Map(o.map(i=>[i.name.toLowerCase(),i.properties.roleName])),s=await Pe(t.map(i=>i.properties.principalId)),l=t.map(i=>{let{principalId:u,principalType:d,roleDefinitionId:g,scope:f}=i.properties,y=g.split("/").at(-1),$=s.get(u);return{assignment:i,role:a.get(y.toLowerCase())??y,who:$??{id:u,name:u,detail:"",type:d,kind:d==="ServicePrincipal"?"service principal":d.toLowerCase()},known:!!$,inherited:!z(f.replace(/\/$/,""),this.scope)}});return l.sort((i,u)=>i.role.localeCompare(u.role)||i.who.name.localeCompare(u.who.name)),{rows:l,mayRemove:n[Zl],mayAssign:n[Ql]}}}static{this.properties={scope:{},route:{attribute:!1},error:{state:!0}}}willUpdate(t){t.has("scope")&&this.scope!==this.asked&&(this.asked=this.scope,this.found.run(this.ask))}async take(t){let{assignment:o}=t,n=o.properties;this.error=void 0;try{await _t(o.id,I.authorization),Ye(`${t.role} was taken from ${t.who.name.slice(0,60)}`,async()=>{try{await Ht(n.scope,{role:n.roleDefinitionId.split("/").at(-1),principal:n.principalId,type:n.principalType,name:o.name,...n.condition&&{condition:n.condition},...n.description&&{description:n.description}})}catch(a){this.error=a}this.found.reload()})}catch(a){this.error=a}this.found.reload()}render(){return c`${this.error?E(this.error):h}
      <div class="card">${this.found.show(t=>this.list(t),"Reading role assignments")}</div>`}list({rows:t,mayRemove:o,mayAssign:n}){let a=(this.route.query.get("filter")??"").toLowerCase(),s=this.route.query.get("where")??"",l=this.route.query.get("type")??"",i=t.filter(d=>(!a||[d.role,d.who.name,d.who.detail,d.who.id].some(g=>g.toLowerCase().includes(a)))&&(!s||s==="here"==!d.inherited)&&(!l||d.who.type===l)),u=new Map;for(let d of i.slice(0,oa))u.set(d.role,[...u.get(d.role)??[],d]);return c`
      <div class="row">
        <label for="filter" class="unseen">Filter</label>
        <input id="filter" class="grow" type="search" placeholder="Filter by name, role or id" .value=${a} @input=${d=>O({filter:d.target.value})} />
        <label for="where" class="unseen">Where</label>
        <select id="where" @change=${d=>O({where:d.target.value})}>
          ${[["","All scopes"],["here","This scope"],["above","Inherited"]].map(([d,g])=>c`<option value=${d} ?selected=${d===s}>${g}</option>`)}
        </select>
        <label for="type" class="unseen">Type</label>
        <select id="type" @change=${d=>O({type:d.target.value})}>
          ${[["","All types"],["User","Users"],["Group","Groups"],["ServicePrincipal","Service principals"]].map(([d,g])=>c`<option value=${d} ?selected=${d===l}>${g}</option>`)}
        </select>
        ${n?c`<a class="button primary" href=${b("/access"+this.scope,{tab:"add"})}>${k("add")} Add</a>`:h}
      </div>
      <p class="soft" role="status">${zt(i.length,"role assignment")}${i.length>oa?`, the first ${oa} are shown: filter to find others`:""}</p>
      ${i.length===0?H(t.length?"None is like that":"No role is assigned here",t.length?c`<p>Change the filter.</p>`:c`<p>Nobody may do anything here until somebody assigns a role.</p>`):c`<div class="table" role="group" aria-label="Role assignments" tabindex="0"><table>
            <thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Scope</th><th scope="col">Condition</th><th scope="col">Since</th><th scope="col"><span class="unseen">Actions</span></th></tr></thead>
            ${[...u].map(([d,g])=>c`<tbody><tr class="head-row"><th scope="rowgroup" colspan="6">${m(d,80)} <span class="soft light">${g.length}</span></th></tr>${g.map(f=>this.row(f,o))}</tbody>`)}
          </table></div>`}`}row(t,o){let n=t.assignment.properties,a=V(n.scope);return c`<tr>
      <td>${ge(t.who)} <a href=${b("/access"+this.scope,{tab:"check",who:t.who.id})}>${m(t.who.name,60)}</a>${t.known?h:c` ${A("not in the directory","warning")}`}<br /><span class="soft">${m(t.who.detail,60)}</span></td>
      <td>${t.who.kind}</td>
      <td>${t.inherited?c`<a href=${n.scope==="/"?b("/access"):b("/access"+n.scope,{tab:"assignments"})}>${a.kind==="root"?"Root":m(a.name,40)}</a> <span class="soft">inherited</span>`:"This scope"}</td>
      <td>${n.condition?c`<details class="inline"><summary>Has one</summary><code>${n.condition}</code></details>`:c`<span class="soft">none</span>`}</td>
      <td>${Vt(n.createdOn)}</td>
      <td>${o&&!t.inherited?c`<fluent-button size="small" appearance="subtle" aria-label="Remove ${t.role} from ${t.who.name.slice(0,60)}" role="button" title="Remove" @click=${()=>this.take(t)}>${k("delete")}</fluent-button>`:h}</td>
    </tr>`}};customElements.define("kl-assignments",na);var pt=(r,e,t,o=h)=>c`<li class="step ${r}"><span class="step-head">${e}</span><span class="step-name">${t}</span>${o===h?h:c`<span class="step-detail">${o}</span>`}</li>`,aa=r=>{let e=V(r);return c`at ${e.kind} ${e.kind==="root"?h:m(e.name,60)}`};function Do(r){let e=r.explanation,t=i=>r.names[i]??i,o=e.because.grant,n=(e.near??[]).filter(i=>i.whyNot),a=o??n[0],s=e.deny,l=m(r.who.name||r.who.id,80);return c`
    <ol class="path" aria-label="How it was decided">
      ${pt("","Principal",c`${ge(r.who)} ${l}`,r.who.type?r.who.type.replace("ServiceP","Service p").toLowerCase():h)}
      ${(a?.via??[]).slice().reverse().map(i=>pt("","Group",c`${k("people")} ${m(t(i),80)}`))}
      ${a?pt(o?"good":"","Role assignment",c`${m(a.role,80)}`,aa(a.assignment.scope)):pt("missing","Role assignment","None that comes near",c`for this action at this scope`)}
      ${a?pt(o?"good":"bad","Counts here",o?"Yes":"No",o?o.assignment.condition?"its condition holds":h:c`${a.whyNot}`):h}
      ${s?pt("bad","Deny assignment",m(s.displayName??"",80),s.scope?aa(s.scope):h):h}
      ${pt(r.allowed?"good":"bad",r.data?"Data action":"Action",de(sa(r.action)),c`${r.allowed?A("allowed","good"):A("refused","bad")}`)}
    </ol>
    ${e.groups?.length?c`<p class="soft">Groups considered: ${e.groups.slice(0,20).map((i,u)=>c`${u?", ":""}${m(t(i.group),60)}${i.path.length>1?c` (through ${i.path.slice(0,-1).map((d,g)=>c`${g?" in ":""}${m(t(d),60)}`)})`:h}`)}${e.groups.length>20?` and ${e.groups.length-20} more`:""}</p>`:h}
    ${!r.allowed&&n.length?ou(n,t,e.more??0):h}`}function ou(r,e,t){return c`<p class="subhead">What came close</p>
    <ul class="near">${r.slice(0,10).map(o=>c`<li><strong>${m(o.role,80)}</strong> ${aa(o.assignment.scope)}${(o.via??[]).map((n,a)=>c`${a?" in ":", through "}${m(e(n),60)}`)}<br /><span class="bad-text">Does not count: ${o.whyNot}</span></li>`)}</ul>
    ${r.length>10||t?c`<p class="soft">and ${Math.max(r.length-10,0)+t} more</p>`:h}`}var sa=r=>z(r.slice(0,37),"Microsoft.CognitiveServices/accounts/")?"\u2026/"+r.slice(37):r;var ec=[{label:"call models on /models",id:Y.models,data:!0},{label:"call models on /openai",id:Y.openai,data:!0},{label:"call models on /anthropic",id:Y.anthropic,data:!0},{label:"see the resource",id:ce+"/read",data:!1},{label:"change the resource",id:ce+"/write",data:!1},{label:"make deployments",id:ce+"/deployments/write",data:!1},{label:"read the account keys",id:ce+"/listKeys/action",data:!1},{label:"assign roles",id:"Microsoft.Authorization/roleAssignments/write",data:!1}],ia=class extends P{constructor(){super(...arguments);this.answer=new L(this);this.asked="";this.askCustom=t=>{t.preventDefault();let o=new FormData(t.target);O({action:String(o.get("action")).trim(),plane:o.get("data")?"":"control"})}}static{this.properties={scope:{},route:{attribute:!1}}}willUpdate(t){if(!t.has("route"))return;let o=[this.scope,this.who,this.custom,this.customData].join("|");o!==this.asked&&(this.asked=o,this.answer.run(()=>this.ask()))}get who(){return this.route.query.get("who")??q().id}get custom(){return this.route.query.get("action")??""}get customData(){return this.route.query.get("plane")!=="control"}async ask(){let t=this.who,o=this.custom?[{label:"do this",id:this.custom,data:this.customData},...ec]:ec,[n,a]=await Promise.all([_e(this.scope,t,o),Pe([t])]);return{checked:n,asked:o,who:a.get(t)}}render(){let t=Number(this.route.query.get("open")??0);return c`<div class="card">
        <div class="row">
          ${this.who===q().id?h:c`<fluent-button id="check-me" @click=${()=>O({who:""})}>${k("person")} My access</fluent-button>`}
          <kl-find class="grow" label="Somebody else's access" name="check-who" @pick=${o=>O({who:o.detail.id})}></kl-find>
        </div>
        <details ?open=${!!this.custom}><summary>Ask about another action</summary>
          <form class="row" @submit=${this.askCustom}>
            <label for="check-action" class="unseen">Action</label>
            <input id="check-action" name="action" class="grow" type="text" .value=${this.custom} placeholder="Microsoft.CognitiveServices/accounts/…" spellcheck="false" autocomplete="off" />
            <label class="check"><input type="checkbox" name="data" .checked=${this.customData} /> data action</label>
            <button class="plain" type="submit">Ask</button>
          </form></details>
      </div>
      ${this.answer.show(({checked:o,asked:n,who:a})=>{let s=a??{id:this.who,name:o[0]?.principal.name||this.who,type:o[0]?.principal.type||"User",kind:"",detail:""};return c`<h2>${ge(s)} ${m(s.name,80)} <span class="soft light">${s.kind} ${m(s.detail,80)}</span></h2>
          ${o.map((l,i)=>{let u=l.accessDecision==="Allowed";return c`<details class="verdict ${u?"good":"bad"}" ?open=${i===t}>
              <summary>${k(u?"checkmark":"dismiss")}<span>${u?"May":"May not"} ${n[i].label}</span><code class="soft">${l.actionId}</code></summary>
              ${Do({allowed:u,explanation:l.explanation,who:s,action:l.actionId,data:l.isDataAction,scope:l.scope,names:l.names})}
              ${!u&&l.explanation.smallestRole&&!l.explanation.deny?G("info",c`The smallest role that allows it is <strong>${m(l.explanation.smallestRole.roleName)}</strong>.
                    <a href=${b("/access"+this.scope,{tab:"add",role:l.explanation.smallestRole.roleName,member:s.id})}>Assign it</a>`):h}
            </details>`})}`},"Asking")}`}};customElements.define("kl-access-check",ia);var tc="Microsoft.Authorization/denyAssignments/delete",nu="00000000-0000-0000-0000-000000000000",la=class extends P{constructor(){super(...arguments);this.found=new L(this)}static{this.properties={scope:{},error:{state:!0}}}willUpdate(t){t.has("scope")&&this.found.run(async()=>{let[o,n]=await Promise.all([Vl(this.scope),$e(this.scope,tc)]),a=await Pe(o.flatMap(s=>[...s.properties.principals,...s.properties.excludePrincipals].map(l=>l.id)));return{list:o,people:a,may:n[tc]}})}async take(t){this.error=void 0;try{await _t(t.id,I.authorization),Ye("The deny assignment is deleted")}catch(o){this.error=o}this.found.reload()}render(){return c`${this.error?E(this.error):h}<div class="card">
      <p class="soft">A deny assignment refuses what it names, whatever roles grant.</p>
      ${this.found.show(({list:t,people:o,may:n})=>{let a=s=>s.length?s.map((l,i)=>c`${i?", ":""}${l.id===nu?"everyone":m(o.get(l.id)?.name??l.id,60)}`):c`<span class="soft">nobody</span>`;return t.length?Oe("Deny assignments",[{head:"Name",cell:s=>c`${m(s.properties.denyAssignmentName,80)} ${s.properties.isSystemProtected?A("protected","info"):h}`},{head:"Refuses",cell:s=>c`<span class="list">${s.properties.permissions.flatMap(l=>[...l.actions,...l.dataActions]).slice(0,8).map(l=>c`<code>${l}</code>`)}</span>`},{head:"For",cell:s=>a(s.properties.principals)},{head:"But not for",cell:s=>a(s.properties.excludePrincipals)},{head:"Scope",cell:s=>z(s.properties.scope,this.scope)?"This scope":c`<a href=${b("/access"+s.properties.scope,{tab:"deny"})}>${m(V(s.properties.scope).name,40)}</a> <span class="soft">inherited</span>`},{head:"Actions",hideHead:!0,cell:s=>n&&!s.properties.isSystemProtected&&z(s.properties.scope,this.scope)?c`<fluent-button size="small" appearance="subtle" role="button" aria-label="Delete ${s.properties.denyAssignmentName.slice(0,60)}" @click=${()=>this.take(s)}>${k("delete")}</fluent-button>`:h}],t):H("Nothing is denied here",c`<p>Deny assignments are made with <code>az rest</code>, <code>keyless apply</code> or by deployment stacks.</p>`)})}</div>`}};customElements.define("kl-deny",la);var Eo="Microsoft.Authorization/roleDefinitions/write",rc="Microsoft.Authorization/roleDefinitions/delete",ca=class extends P{constructor(){super(...arguments);this.saving=!1;this.found=new L(this);this.asked=""}static{this.properties={scope:{},route:{attribute:!1},error:{state:!0},saving:{state:!0}}}willUpdate(t){!t.has("scope")||this.scope===this.asked||(this.asked=this.scope,this.found.run(async()=>{let[o,n]=await Promise.all([Mt(this.scope),$e(this.scope,Eo,rc)]);return o.sort((a,s)=>a.properties.type.localeCompare(s.properties.type)*-1||a.properties.roleName.localeCompare(s.properties.roleName)),{roles:o,may:n}}))}render(){return c`${this.error?E(this.error):h}
      ${this.found.show(({roles:t,may:o})=>{let n=this.route.query.get("edit");if(n&&o[Eo])return this.editor(t.find(s=>s.name===n&&s.properties.type==="CustomRole"));let a=t.find(s=>s.name===this.route.query.get("show"));return a?this.detail(a,o):this.list(t,o)})}`}list(t,o){let n=(this.route.query.get("filter")??"").toLowerCase(),a=t.filter(s=>!n||(s.properties.roleName+" "+s.properties.description).toLowerCase().includes(n));return c`<div class="card"><div class="row">
        <label for="roles-filter" class="unseen">Filter</label>
        <input id="roles-filter" class="grow" type="search" placeholder="Filter by name or description" .value=${n} @input=${s=>O({filter:s.target.value})} />
        ${o[Eo]?c`<a class="button primary" href=${b("/access"+this.scope,{tab:"roles",edit:"new"})}>${k("add")} Custom role</a>`:h}</div>
      <p class="soft" role="status">${zt(a.length,"role")}</p>
      ${a.length?Oe("Roles",[{head:"Role",cell:s=>c`<a href=${b("/access"+this.scope,{tab:"roles",show:s.name})}>${m(s.properties.roleName,80)}</a>`},{head:"Type",cell:s=>s.properties.type==="CustomRole"?A("custom","info"):c`<span class="soft">built-in</span>`},{head:"Models",cell:s=>{let l=Je(s);return l.tone==="good"?A("calls models","good"):l.tone==="warning"?A("look twice","warning"):c`<span class="soft">none</span>`}},{head:"Description",cell:s=>m(s.properties.description,160),wide:!0}],a):H("No role is called that",c`<p>Change the filter.</p>`)}</div>`}detail(t,o){let n=t.properties.type==="CustomRole",a=Je(t);return c`<div class="card"><p><a href=${b("/access"+this.scope,{tab:"roles"})}>All roles</a></p>
      <h2>${m(t.properties.roleName,100)} ${n?A("custom","info"):h}</h2>
      <p>${m(t.properties.description,600)}</p>
      ${G(a.tone==="bad"?"plain":a.tone,a.text,"Does it let its holder call the model?")}
      ${ra(t)}
      <p class="soft">Id <code>${t.name}</code></p>
      <p class="row"><a class="button" href=${b("/access"+this.scope,{tab:"add",role:t.properties.roleName})}>Assign it</a>
        ${n&&o[Eo]?c`<a class="button" href=${b("/access"+this.scope,{tab:"roles",edit:t.name})}>Edit</a>`:h}
        ${n&&o[rc]?c`<fluent-button id="delete-role" @click=${()=>this.erase(t)}>${k("delete")} Delete</fluent-button>`:h}</p></div>`}editor(t){let o=t?.properties.permissions[0],n=(a,s,l,i)=>c`<div class="field"><label for=${a}>${s}</label><textarea id=${a} name=${a} rows="3" spellcheck="false" .value=${(l??[]).join(`
`)}></textarea><span class="hint">${i}</span></div>`;return c`<form class="card" @submit=${a=>this.save(a,t)}>
      <h2>${t?c`Custom role ${m(t.properties.roleName,80)}`:"New custom role"}</h2>
      <div class="field"><label for="role-name">Name</label><input id="role-name" name="role-name" type="text" required maxlength="128" .value=${t?.properties.roleName??""} /></div>
      <div class="field"><label for="role-description">Description</label><input id="role-description" name="role-description" type="text" maxlength="1024" .value=${t?.properties.description??""} /></div>
      ${n("dataActions","Data actions, one a line",o?.dataActions,"What uses models, as Microsoft.CognitiveServices/accounts/MaaS/*. A star stands for any text.")}
      ${n("notDataActions","Not data actions",o?.notDataActions,"Taken out of the data actions. Another role may still give them.")}
      ${n("actions","Actions",o?.actions,"What administers, as Microsoft.CognitiveServices/accounts/read.")}
      ${n("notActions","Not actions",o?.notActions,"Taken out of the actions.")}
      <p class="soft">It can be assigned at ${t?t.properties.assignableScopes.map((a,s)=>c`${s?", ":""}<code>${a}</code>`):c`<code>${this.assignable}</code>`} and below.</p>
      <p class="row end"><a class="button" href=${b("/access"+this.scope,{tab:"roles"})}>Cancel</a><button class="button primary" type="submit" ?disabled=${this.saving}>${t?"Save":"Create"}</button></p></form>`}get assignable(){return this.scope.split("/").slice(0,5).join("/")}async save(t,o){t.preventDefault();let n=new FormData(t.target),a=l=>String(n.get(l)).split(`
`).map(i=>i.trim()).filter(Boolean),s=o?.name??crypto.randomUUID();this.saving=!0,this.error=void 0;try{await Be(`${this.assignable}/providers/Microsoft.Authorization/roleDefinitions/${s}`,I.authorization,{method:"PUT",body:{properties:{roleName:String(n.get("role-name")).trim(),description:String(n.get("role-description")),type:"CustomRole",assignableScopes:o?.properties.assignableScopes??[this.assignable],permissions:[{actions:a("actions"),notActions:a("notActions"),dataActions:a("dataActions"),notDataActions:a("notDataActions")}]}}}),Ye("The role is saved"),this.found.reload(),O({edit:"",show:s})}catch(l){this.error=l}this.saving=!1}async erase(t){this.error=void 0;try{await _t(t.id,I.authorization),Ye("The role is deleted"),O({show:""})}catch(o){this.error=o}this.found.reload()}};customElements.define("kl-roles",ca);var nc={path:"/access",title:"Access control (IAM)",nav:{label:"Access control",icon:"peopleLock"},render:r=>r.rest?c`<kl-access .route=${r}></kl-access>`:c`<kl-scopes></kl-scopes>`},oc=[["check","Check access"],["assignments","Role assignments"],["add","Add role assignment"],["roles","Roles"],["deny","Deny assignments"]];function au(r,e){let t=e.split("/").filter(Boolean),o=[];t[0]?.toLowerCase()==="subscriptions"&&(o.push("/"+t.slice(0,2).join("/")),t.length>4&&o.push("/"+t.slice(0,4).join("/")),t.length>8&&o.push("/"+t.slice(0,8).join("/")));let n=o.filter(a=>a!==e);return n.length?c`<nav aria-label="Scopes above"><ol class="crumbs">${n.map(a=>c`<li><a href=${b(r+a)} title=${V(a).kind}>${m(V(a).name,60)}</a></li>`)}</ol></nav>`:c``}var da=class extends P{static{this.properties={route:{attribute:!1}}}render(){let e=this.route.rest,t=V(e),o=oc.some(([n])=>n===this.route.query.get("tab"))?this.route.query.get("tab"):"check";return c`
      ${au("/access",e)}
      <h1>${m(t.name,80)} <span class="soft light">Access control of this ${t.kind}</span></h1>
      <nav class="tabs" aria-label="Access control">${oc.map(([n,a])=>c`<a href=${b("/access"+e,{tab:n})} aria-current=${n===o?"page":h}>${a}</a>`)}</nav>
      ${o==="check"?c`<kl-access-check .scope=${e} .route=${this.route}></kl-access-check>`:o==="assignments"?c`<kl-assignments .scope=${e} .route=${this.route}></kl-assignments>`:o==="add"?c`<kl-assign .scope=${e} .route=${this.route}></kl-assign>`:o==="roles"?c`<kl-roles .scope=${e} .route=${this.route}></kl-roles>`:c`<kl-deny .scope=${e}></kl-deny>`}`}},ua=class extends P{constructor(){super(...arguments);this.scopes=new L(this);this.ask=async()=>{let[t,o]=await Promise.all([Nr(),Et()]),n=(await Promise.all(t.map(l=>we(l.id+"/resourceGroups",I.resources)))).flat(),a=await we("/providers/Microsoft.Management/managementGroups",I.management).catch(()=>[]),s=l=>l.toLowerCase()+"/";return[...a.map(l=>({id:l.id,name:l.properties?.displayName??l.name,kind:"management group",depth:0})),...t.flatMap(l=>[{id:l.id,name:l.displayName,kind:"subscription",depth:0},...n.filter(i=>i.id.toLowerCase().startsWith(s(l.id))).flatMap(i=>[{id:i.id,name:i.name,kind:"resource group",depth:1},...o.filter(u=>u.id.toLowerCase().startsWith(s(i.id))).map(u=>({id:u.id,name:u.name,kind:u.kind??u.type.split("/").at(-1),depth:2}))])])]}}connectedCallback(){super.connectedCallback(),this.scopes.run(this.ask)}render(){return c`<h1>Access control (IAM)</h1>
      <p class="soft">A role assignment holds at its scope and at everything inside it. Choose a scope.</p>
      ${this.scopes.show(t=>t.length?c`<div class="card">${Oe("Scopes",[{head:"Scope",cell:o=>c`<a class="depth-${o.depth}" href=${b("/access"+o.id)}>${m(o.name,80)}</a>`},{head:"Kind",cell:o=>o.kind},{head:"Actions",cell:o=>c`<a href=${b("/access"+o.id,{tab:"assignments"})} aria-label="Role assignments of ${o.name}">Role assignments</a>`}],t)}</div>`:H("No scope is shared with you yet",c`<p>You see a scope when you hold a role on it, on what it lies in, or on something inside it.</p>`))}`}};customElements.define("kl-access",da);customElements.define("kl-scopes",ua);var Ho={inference:"Azure AI Inference",openai:"OpenAI SDK",anthropic:"Anthropic SDK"},su=["Python","JavaScript","C#","Java","Go","REST","az"],Ae="https://cognitiveservices.azure.com/.default",sc="https://cognitiveservices.azure.com",F=r=>JSON.stringify(r),se="What is 6*7?",pa=(r,e,t="")=>o=>`TOKEN=$(az account get-access-token --resource ${sc} --query accessToken --output tsv)
curl --fail-with-body "${o.endpoint}${r}" \\
  -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json"${t} \\
  -d ${ic(JSON.stringify(e(o.deployment)))}`,ha=(r,e)=>t=>`az rest --method post --resource ${sc} \\
  --url "${t.endpoint}${r}" \\
  --body ${ic(JSON.stringify(e(t.deployment)))}`,ic=r=>"'"+r.replaceAll("'","'\\''")+"'",Mo=r=>({model:r,messages:[{role:"user",content:se}]}),ac=r=>({model:r,max_tokens:200,messages:[{role:"user",content:se}]}),ga={inference:{Python:r=>`# pip install azure-ai-inference azure-identity
from azure.ai.inference import ChatCompletionsClient
from azure.identity import DefaultAzureCredential

client = ChatCompletionsClient(
    endpoint=${F(r.endpoint+"/models")},
    credential=DefaultAzureCredential(),
    credential_scopes=["${Ae}"],
)
response = client.complete(
    model=${F(r.deployment)},
    messages=[{"role": "user", "content": "${se}"}],
)
print(response.choices[0].message.content)`,JavaScript:r=>`// npm install @azure-rest/ai-inference @azure/identity
import ModelClient from "@azure-rest/ai-inference";
import { DefaultAzureCredential } from "@azure/identity";

const client = ModelClient(${F(r.endpoint+"/models")}, new DefaultAzureCredential(), {
  credentials: { scopes: ["${Ae}"] },
});
const response = await client.path("/chat/completions").post({
  body: { model: ${F(r.deployment)}, messages: [{ role: "user", content: "${se}" }] },
});
console.log(response.body.choices[0].message.content);`,"C#":r=>`// dotnet add package Azure.AI.Inference --prerelease && dotnet add package Azure.Identity
using Azure.AI.Inference;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

var options = new AzureAIInferenceClientOptions();
options.AddPolicy(new BearerTokenAuthenticationPolicy(new DefaultAzureCredential(),
    new[] { "${Ae}" }), HttpPipelinePosition.PerRetry);
var client = new ChatCompletionsClient(new Uri(${F(r.endpoint+"/models")}),
    new DefaultAzureCredential(), options);
var response = client.Complete(new ChatCompletionsOptions {
    Model = ${F(r.deployment)},
    Messages = { new ChatRequestUserMessage("${se}") },
});
Console.WriteLine(response.Value.Content);`,Java:r=>`// com.azure:azure-ai-inference, com.azure:azure-identity
import com.azure.ai.inference.ChatCompletionsClientBuilder;
import com.azure.ai.inference.models.*;
import com.azure.identity.DefaultAzureCredentialBuilder;
import java.util.List;

var client = new ChatCompletionsClientBuilder()
    .endpoint(${F(r.endpoint+"/models")})
    .credential(new DefaultAzureCredentialBuilder().build())
    .scopes(new String[] {"${Ae}"})
    .buildClient();
var options = new ChatCompletionsOptions(List.of(new ChatRequestUserMessage("${se}")));
options.setModel(${F(r.deployment)});
System.out.println(client.complete(options).getChoice().getMessage().getContent());`,REST:pa("/models/chat/completions?api-version=2024-05-01-preview",Mo),az:ha("/models/chat/completions?api-version=2024-05-01-preview",Mo)},openai:{Python:r=>`# pip install openai azure-identity
from azure.identity import DefaultAzureCredential, get_bearer_token_provider
from openai import OpenAI

client = OpenAI(
    base_url=${F(r.endpoint+"/openai/v1/")},
    api_key=get_bearer_token_provider(DefaultAzureCredential(), "${Ae}"),
)
response = client.chat.completions.create(
    model=${F(r.deployment)},
    messages=[{"role": "user", "content": "${se}"}],
)
print(response.choices[0].message.content)`,JavaScript:r=>`// npm install openai @azure/identity
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";
import OpenAI from "openai";

const client = new OpenAI({
  baseURL: ${F(r.endpoint+"/openai/v1/")},
  apiKey: getBearerTokenProvider(new DefaultAzureCredential(), "${Ae}"),
});
const response = await client.chat.completions.create({
  model: ${F(r.deployment)},
  messages: [{ role: "user", content: "${se}" }],
});
console.log(response.choices[0].message.content);`,"C#":r=>`// dotnet add package OpenAI && dotnet add package Azure.Identity
using System.ClientModel.Primitives;
using Azure.Identity;
using OpenAI;
using OpenAI.Chat;

var policy = new BearerTokenPolicy(new DefaultAzureCredential(), "${Ae}");
var client = new ChatClient(model: ${F(r.deployment)}, authenticationPolicy: policy,
    options: new OpenAIClientOptions { Endpoint = new Uri(${F(r.endpoint+"/openai/v1/")}) });
ChatCompletion response = client.CompleteChat("${se}");
Console.WriteLine(response.Content[0].Text);`,Java:r=>`// com.openai:openai-java, com.azure:azure-identity
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.credential.BearerTokenCredential;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

var credential = new DefaultAzureCredentialBuilder().build();
var request = new TokenRequestContext().addScopes("${Ae}");
var client = OpenAIOkHttpClient.builder()
    .baseUrl(${F(r.endpoint+"/openai/v1")})
    .credential(BearerTokenCredential.create(() -> credential.getTokenSync(request).getToken()))
    .build();
var response = client.chat().completions().create(ChatCompletionCreateParams.builder()
    .model(${F(r.deployment)}).addUserMessage("${se}").build());
System.out.println(response.choices().get(0).message().content().orElse(""));`,Go:r=>`// go get github.com/openai/openai-go/v3 github.com/Azure/azure-sdk-for-go/sdk/azidentity
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
	client := openai.NewClient(azure.WithEndpoint(${F(r.endpoint)}, "2024-10-21"), azure.WithTokenCredential(credential))
	response, err := client.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{
		Model:    ${F(r.deployment)},
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage("${se}")},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.Choices[0].Message.Content)
}`,REST:pa("/openai/v1/chat/completions",Mo),az:ha("/openai/v1/chat/completions",Mo)},anthropic:{Python:r=>`# pip install anthropic azure-identity
from anthropic import AnthropicFoundry
from azure.identity import DefaultAzureCredential, get_bearer_token_provider

client = AnthropicFoundry(
    base_url=${F(r.endpoint+"/anthropic")},
    azure_ad_token_provider=get_bearer_token_provider(DefaultAzureCredential(), "${Ae}"),
)
message = client.messages.create(
    model=${F(r.deployment)},
    max_tokens=200,
    messages=[{"role": "user", "content": "${se}"}],
)
print(message.content[0].text)`,JavaScript:r=>`// npm install @anthropic-ai/foundry-sdk @azure/identity
import AnthropicFoundry from "@anthropic-ai/foundry-sdk";
import { DefaultAzureCredential, getBearerTokenProvider } from "@azure/identity";

const client = new AnthropicFoundry({
  baseURL: ${F(r.endpoint+"/anthropic")},
  azureADTokenProvider: getBearerTokenProvider(new DefaultAzureCredential(), "${Ae}"),
});
const message = await client.messages.create({
  model: ${F(r.deployment)},
  max_tokens: 200,
  messages: [{ role: "user", content: "${se}" }],
});
console.log(message.content[0].text);`,REST:pa("/anthropic/v1/messages",ac,' -H "anthropic-version: 2023-06-01"'),az:ha("/anthropic/v1/messages",ac)}},lc=r=>su.filter(e=>ga[r][e]),cc=(r,e,t)=>(ga[r][e]??ga[r].REST)(t);var ma=class extends P{constructor(){super(...arguments);this.library="inference";this.language="Python"}static{this.properties={target:{attribute:!1},library:{state:!0},language:{state:!0}}}render(){let t=lc(this.library),o=t.includes(this.language)?this.language:"REST";return c`
      <div class="choices">
        <div class="segments" role="group" aria-label="Library">${Object.keys(Ho).map(n=>c`<button type="button" aria-pressed=${n===this.library} @click=${()=>this.library=n}>${Ho[n]}</button>`)}</div>
        <div class="segments" role="group" aria-label="Language">${t.map(n=>c`<button type="button" aria-pressed=${n===o} @click=${()=>this.language=n}>${n}</button>`)}</div>
      </div>
      ${re(cc(this.library,o,this.target),`${Ho[this.library]}, ${o}`)}`}};customElements.define("kl-samples",ma);var uc={path:"/home",title:"Home",nav:{label:"Home",icon:"home"},render:r=>c`<kl-home .route=${r}></kl-home>`},dc={models:"/models",openai:"/openai",anthropic:"/anthropic"};function iu(r){let e=new Map;return Object.keys(Y).forEach((t,o)=>{let n=r.checked[o],{because:a,near:s}=n.explanation,l=JSON.stringify([n.accessDecision,a.grant?.assignment.name,a.grant?.via,s?.map(u=>[u.role,u.whyNot])]),i=e.get(l);i?i.routes.push(dc[t]):e.set(l,{of:r,routes:[dc[t]],checked:n})}),[...e.values()]}function lu(r){let{because:e,deny:t,near:o}=r.explanation;if(e.grant){let a=V(e.grant.assignment.scope),s=(e.grant.via??[]).map(l=>r.names[l]??l);return c`${m(e.grant.role)} at ${a.kind} ${m(a.name,60)}${s.map((l,i)=>c`${i?" in ":", through "}${m(l)}`)}`}if(t)return c`A deny assignment refuses it: ${m(t.displayName)}`;let n=o?.find(a=>a.whyNot);return n?c`${m(n.role)} does not count: ${n.whyNot}`:c`No role of yours allows it`}var fa=class extends P{constructor(){super(...arguments);this.chosen="";this.items=new L(this);this.callable=new L(this)}static{this.properties={route:{attribute:!1},chosen:{state:!0}}}connectedCallback(){super.connectedCallback(),this.items.run(Et).then(()=>this.items.value&&this.callable.run(()=>this.ask(this.items.value)))}async ask(t){let o=t.filter(n=>z(n.type,ce)).slice(0,20);return Promise.all(o.map(async n=>{let[a,s,l]=await Promise.all([Fo(n.id),_e(n.id,q().id,Object.values(Y).map(i=>({id:i,data:!0}))),Ro(n.id).catch(()=>[])]);return{account:a,endpoint:String(a.properties?.endpoint??"").replace(/\/$/,""),deployments:l,checked:s}}))}render(){return c`
      <h1>Welcome, ${m(q().name,60)}</h1>
      <section aria-labelledby="call"><h2 id="call">What you may call</h2>
        ${this.items.error?this.items.show(()=>c``):this.callable.show(t=>this.calls(t),"Asking what you may call")}
      </section>
      <section aria-labelledby="mine"><h2 id="mine">Your resources</h2>
        ${this.items.show(t=>this.list(t),"Looking for your resources")}
      </section>`}calls(t){if(t.length===0)return this.nothingToCall();let o=t.filter(a=>a.checked.some(s=>s.accessDecision==="Allowed")).flatMap(a=>a.deployments.map(s=>({endpoint:a.endpoint,deployment:s.name,account:a.account.name}))),n=o.find(a=>a.account+"/"+a.deployment===this.chosen)??o[0];return c`
      ${Oe("What you may call",[{head:"Resource",cell:a=>m(a.of.account.name)},{head:"You",cell:a=>a.checked.accessDecision==="Allowed"?A("may call","good"):A("may not call","bad")},{head:"Routes",cell:a=>c`<span class="list">${a.routes.map(s=>c`<code>${s}</code>`)}</span>`},{head:"Why",cell:a=>lu(a.checked),wide:!0}],t.flatMap(iu))}
      ${n?c`<h3>Ready to run</h3>
            <p class="row"><label for="target">Deployment</label>
              <select id="target" @change=${a=>this.chosen=a.target.value}>
                ${o.map(a=>c`<option value=${a.account+"/"+a.deployment} ?selected=${a===n}>${a.account} / ${a.deployment}</option>`)}
              </select>
              <a class="action" href=${b("/playground",{account:n.account,deployment:n.deployment})}>${k("chat")} Try it in the playground</a></p>
            <kl-samples .target=${n}></kl-samples>`:this.nobodyAssigned(t[0])}`}nobodyAssigned(t){let o=q(),n=t.checked[0]?.explanation.smallestRole?.roleName??"Cognitive Services User";return H("You may not call a model yet",c`<p>Owner and Contributor administer a resource and do not call its models. Somebody who may assign roles gives you <strong>${n}</strong>,
          <a href=${b("/access"+t.account.id,{tab:"add",role:"Cognitive Services User",member:o.id})}>here</a> or with</p>
        ${re(`az role assignment create --role "${n}" --assignee-object-id ${o.id} --assignee-principal-type User --scope ${t.account.id}`,"Command that assigns the role")}`)}nothingToCall(){return H("No resource is shared with you yet",c`<p>Ask somebody who administers a resource to assign you a role, and tell them your object id:</p>${re(q().id,"Your object id")}`)}list(t){return t.length===0?H("Nothing here yet",c`<p>You see a resource when you hold a role on it, or on what it lies in.</p>`):Oe("Your resources",[{head:"Name",cell:o=>m(o.name)},{head:"Type",cell:o=>c`${o.kind?c`${m(o.kind)} `:""}<span class="soft">${o.type.split("/").slice(1).join("/")}</span>`},{head:"Resource group",cell:o=>m(o.id.split("/")[4])},{head:"Location",cell:o=>o.location??""},{head:"Access",cell:o=>c`<a href=${b("/access"+o.id)} aria-label="Access control of ${o.name}">Access control</a>`}],t)}};customElements.define("kl-home",fa);async function hc(r,e,t,o){let n=await Xn("models",r+"/models/chat/completions?api-version=2024-05-01-preview",{method:"POST",body:e,signal:t,headers:{"extra-parameters":"pass-through"}}),a=n.body.pipeThrough(new TextDecoderStream).getReader(),s="";for(;;){let{value:l,done:i}=await a.read();if(i)break;s+=l;for(let u=s.indexOf(`

`);u>=0;u=s.indexOf(`

`))pc(s.slice(0,u),o),s=s.slice(u+2)}return s.trim()&&pc(s,o),n.headers}function pc(r,e){let t=r.split(`
`),o=t.filter(s=>s.startsWith("data:")).map(s=>s.slice(5).trim()).join(`
`);if(!o||o==="[DONE]")return;let n=JSON.parse(o);if(n.error||t.some(s=>s.startsWith("event: error")))throw new Error(n.error?.message??o);let a=n.choices?.[0];e({raw:o,...a?.delta?.content&&{text:a.delta.content},...a?.delta?.tool_calls?.[0]&&{tool:a.delta.tool_calls[0]},...a?.finish_reason&&{finish:a.finish_reason},...n.usage&&{usage:n.usage}})}var va="Microsoft.Authorization/roleAssignments/write",ba=class extends P{constructor(){super(...arguments);this.state="";this.found=new L(this)}static{this.properties={decision:{},state:{state:!0},error:{state:!0},now:{state:!0}}}willUpdate(t){t.has("decision")&&(this.state="",this.now=this.error=void 0,this.found.run(async()=>{let o=await jl(this.decision),n=o.detail?.explanation,a=o.scope&&!o.allowed&&n?.smallestRole&&!n.deny;return{record:o,mayAssign:a?(await $e(o.scope,va).catch(()=>({[va]:!1})))[va]:!1}}))}async give(t){let o=t.detail.caller;this.error=void 0,this.state="assigning";try{await Ht(t.scope,{role:t.detail.explanation.smallestRole.id,principal:o.object,...o.type&&{type:o.type}}),this.state="waiting";for(let n=0;n<600&&!await this.again(t);n++)await new Promise(a=>setTimeout(a,500));this.state="done",this.dispatchEvent(new CustomEvent("granted",{bubbles:!0}))}catch(n){this.error=n,this.state=""}}async again(t){let[o]=await _e(t.scope,t.detail.caller.object,[{id:t.action,data:t.detail?.plane==="data"}]);return this.now=o,o.accessDecision==="Allowed"}render(){return this.found.show(({record:t,mayAssign:o})=>{let n=t.detail,a=n?.caller,s={name:a?.name||t.name||"",type:a?.type??"",id:a?.object??""},l=n?.explanation;return c`
        <p class="row"><strong>${m(s.name||(a?.key?`whoever has ${a.key}`:"Somebody unknown"),80)}</strong>
          ${t.allowed?A("allowed","good"):A("refused","bad")} ${de(n?.operation??t.action)} <span class="soft">${Vt(t.at)}</span></p>
        ${n?.refusal?G("bad",m(n.refusal,1e3),"Why"):h}
        ${l&&t.action?Do({allowed:!!t.allowed,explanation:l,who:s,action:t.action,data:n?.plane==="data",scope:t.scope??"",names:t.names??{}}):h}
        ${this.error?E(this.error):h}
        ${l&&!t.allowed?this.cure(t,o):h}
        <details><summary>Facts</summary>${Kl([["Decision",de(t.id)],["Time",Ot(t.at)],["Caller",s.id?de(s.id):"unknown"],["Signed in with",a?.proof??""],["From",t.ipAddress??""],["Application",t.appId?de(t.appId):""],["Action",de(t.action??"")],["Scope",t.scope?c`<a href=${b("/access"+t.scope)}>${de(t.scope)}</a>`:""],["Token",a?.token?c`for ${de(a.token.audience)}, issued ${Ot(a.token.issued)}, good until ${Ot(a.token.expires)}`:""]])}${re(`keyless explain ${t.id}`,"The same on the command line")}</details>`},"Reading the decision")}cure(t,o){let n=t.detail.explanation,a=V(t.scope??"");if(n.deny)return G("warning",c`No role helps while <a href=${b("/access"+(t.scope??""),{tab:"deny"})}>the deny assignment</a> stands.`);if(!n.smallestRole)return G("warning","No role that is known allows it. Is the action spelt right?");let s=n.smallestRole.roleName,l=t.detail?.caller?.name||t.detail?.caller?.object||"";if(this.state==="done"||this.now?.accessDecision==="Allowed")return G("good",c`The same call would now be <strong>allowed</strong>, by ${m(this.now?.explanation.because.grant?.role??s)}.`,"Asked again");let i=`az role assignment create --role "${s}" --assignee-object-id ${t.detail?.caller?.object??""} --assignee-principal-type ${t.detail?.caller?.type??"User"} --scope ${t.scope??""}`;return c`${G("info",c`<p>The smallest role that allows it is <strong>${m(s)}</strong>.</p>
          ${o?c`<p><fluent-button appearance="primary" id="grant" ?disabled=${!!this.state} @click=${()=>this.give(t)}><span>Assign ${s} to ${m(l,60)}</span></fluent-button> <span class="soft">at ${a.kind} ${m(a.name,60)}</span></p>`:c`<p>Somebody who may assign roles there types:</p>${re(i,"Command that assigns the role")}`}
          ${this.state==="waiting"?c`<p role="status">Assigned. Waiting until it is in force …</p>`:h}`,"What would allow it")}
      <p><fluent-button size="small" @click=${()=>this.again(t).catch(u=>this.error=u)}>Ask again now</fluent-button>
        ${this.now?c`<span role="status">Still refused.</span>`:h}</p>`}};customElements.define("kl-decision",ba);var gc={path:"/playground",title:"Playground",nav:{label:"Playground",icon:"chat"},render:r=>c`<kl-playground .route=${r}></kl-playground>`},cu=200,ya=class extends P{constructor(){super(...arguments);this.chats=[];this.system="";this.temperature="";this.limit="";this.extra="";this.targets=new L(this);this.key=t=>{t.key!=="Enter"||t.shiftKey||t.isComposing||(t.preventDefault(),t.target.form.requestSubmit())};this.send=t=>{t.preventDefault();let o=this.querySelector("#prompt"),n=o.value.trim();if(!(!n||this.chats.some(a=>a.busy))){o.value="";for(let a of this.chats)a.messages=[...a.messages,{role:"user",content:n}],this.ask(a)}};this.stop=()=>{for(let t of this.chats)t.stop?.abort()};this.clear=()=>{this.stop(),this.chats=[],this.requestUpdate()}}static{this.properties={route:{attribute:!1}}}connectedCallback(){super.connectedCallback(),this.targets.run(async()=>{let t=(await Et()).filter(n=>z(n.type,ce)).slice(0,20);return(await Promise.all(t.map(async n=>{let[a,s]=await Promise.all([Fo(n.id),Ro(n.id).catch(()=>[])]),l=String(a.properties?.endpoint??"").replace(/\/$/,"");return s.filter(i=>i.properties?.capabilities?.chatCompletion!=="false"&&!i.properties?.capabilities?.embeddings).map(i=>({account:n.name,scope:n.id,endpoint:l,deployment:i.name}))}))).flat()})}disconnectedCallback(){super.disconnectedCallback();for(let t of this.chats)t.stop?.abort()}render(){return c`<h1>Playground</h1>${this.targets.show(t=>t.length?this.page(t):H("There is no deployment that you may see",c`<p>Ask somebody who administers a resource for a role on it, as Cognitive Services User. <a href=${b("/home")}>Home</a> has the command.</p>`),"Looking for deployments")}`}chosen(t){let o=this.route.query,n=l=>t.find(i=>`${i.account}/${i.deployment}`===l),a=n(`${o.get("account")}/${o.get("deployment")}`)??t[0],s=n(o.get("beside"));return s?[a,s]:[a]}page(t){let o=this.chosen(t);this.chats=o.map((i,u)=>{let d=this.chats[u];return d&&d.target.endpoint===i.endpoint&&d.target.deployment===i.deployment?d:{target:i,messages:[],answer:"",tools:[],busy:!1,raw:[]}});let n=this.chats.some(i=>i.busy),a=(i,u,d,g,f)=>c`<div class="field"><label for=${i}>${u}</label><select id=${i} @change=${y=>f(y.target.value)}>${g.map(([y,$])=>c`<option value=${y} ?selected=${y===d}>${$}</option>`)}</select></div>`,s=i=>`${i.account}/${i.deployment}`,l=(i,u,d,g,f)=>c`<div class="field"><label for=${i}>${u}</label><input id=${i} type="text" inputmode="decimal" placeholder=${g} maxlength="12" .value=${d} @input=${y=>f(y.target.value)} /></div>`;return c`<div class="playground">
      <aside class="card" aria-label="Settings">
        ${a("deployment","Deployment",s(o[0]),t.map(i=>[s(i),s(i).replace("/"," / ")]),i=>{let u=t.find(d=>s(d)===i);O({account:u.account,deployment:u.deployment})})}
        ${a("beside","Beside it",o[1]?s(o[1]):"",[["","nothing"],...t.map(i=>[s(i),s(i).replace("/"," / ")])],i=>O({beside:i}))}
        <div class="field"><label for="system">System message</label><textarea id="system" rows="3" maxlength="20000" .value=${this.system} @input=${i=>this.system=i.target.value}></textarea></div>
        <div class="pair">${l("temperature","Temperature",this.temperature,"default",i=>this.temperature=i)}${l("max-tokens","Max tokens",this.limit,"default",i=>this.limit=i)}</div>
        <details><summary>More parameters</summary><div class="field"><label for="extra">JSON: tools, response_format, seed …</label><textarea id="extra" rows="6" spellcheck="false" class="mono" placeholder='{"response_format": {"type": "json_object"}}' @input=${i=>this.extra=i.target.value}></textarea></div></details>
        <fluent-button size="small" @click=${this.clear}>Start again</fluent-button>
      </aside>
      <div class="talk">
        <div class="chats two-${this.chats.length}">${this.chats.map(i=>this.conversation(i))}</div>
        <form class="prompt card" @submit=${this.send}>
          <label for="prompt" class="unseen">Message</label>
          <textarea id="prompt" name="prompt" rows="2" placeholder="Ask something. Enter sends, Shift+Enter begins a line." @keydown=${this.key}></textarea>
          ${n?c`<fluent-button id="stop" @click=${this.stop}>${k("stop")} Stop</fluent-button>`:c`<button class="button primary" id="send" type="submit">${k("send")} Send</button>`}
        </form>
        <section aria-labelledby="as-code"><h2 id="as-code">The same call as code</h2><kl-samples .target=${o[0]}></kl-samples></section>
      </div></div>`}conversation(t){let o=t.messages.filter(n=>n.role!=="system");return c`<section class="chat" aria-label="Conversation with ${t.target.deployment}">
      <p class="soft">${m(t.target.account,40)} / ${m(t.target.deployment,60)}</p>
      <div class="said" role="log" aria-label="Messages of ${t.target.deployment}" tabindex="0">
        ${o.length===0&&!t.busy&&!t.error?c`<p class="soft">Nothing said yet.</p>`:h}
        ${o.map(n=>this.message(n))}
        ${t.busy?this.message({role:"assistant",content:t.answer||"\u2026",...t.tools.length&&{tool_calls:t.tools}}):h}
      </div>
      ${t.error?this.refusal(t):h}
      ${t.total!==void 0?c`<p class="soft figures">${t.first!==void 0?c`first token after <strong>${Math.round(t.first)} ms</strong>, `:h}all after <strong>${Math.round(t.total)} ms</strong>${t.usage?c`, <strong>${t.usage.prompt_tokens}</strong> + <strong>${t.usage.completion_tokens}</strong> tokens`:h}${t.finish&&t.finish!=="stop"?c`, ended by ${m(t.finish)}`:h}</p>`:h}
      ${t.request?c`<details><summary>Request and response</summary>${re(JSON.stringify(t.request,null,2),"Request of "+t.target.deployment)}${t.raw.length?re(t.raw.join(`
`),"Response of "+t.target.deployment):h}</details>`:h}
    </section>`}message(t){return c`<div class="message ${t.role}"><span class="unseen">${t.role==="user"?"You":"The model"}:</span>${t.content?c`<div class="words">${t.content}</div>`:h}
      ${(t.tool_calls??[]).map(o=>c`<div class="tool"><span class="soft">calls the tool</span> <strong>${m(o.function.name,80)}</strong><pre>${o.function.arguments}</pre></div>`)}</div>`}refusal(t){let o=t.error;return c`${E(o)}
      ${o instanceof he&&o.status===429?c`<p>${o.retryAfter?`There is room again in ${o.retryAfter} s.`:"Wait a little."} <fluent-button size="small" @click=${()=>this.again(t)}>Try again</fluent-button></p>`:h}
      ${o instanceof he&&o.decision?c`<kl-decision .decision=${o.decision} @granted=${()=>this.requestUpdate()}></kl-decision><p><fluent-button id="try-again" @click=${()=>this.again(t)}>Try the call again</fluent-button></p>`:h}`}again(t){this.ask(t)}body(t){let o=this.extra.trim()?JSON.parse(this.extra):{},n=(s,l)=>{let i=Number(s);if(Number.isNaN(i))throw new Error(`${l} is a number, not "${s}".`);return i},a=this.system.trim()?[{role:"system",content:this.system},...t.messages]:t.messages;return{model:t.target.deployment,messages:a,stream:!0,stream_options:{include_usage:!0},...this.temperature.trim()&&{temperature:n(this.temperature,"The temperature")},...this.limit.trim()&&{max_tokens:n(this.limit,"The limit of tokens")},...o}}async ask(t){Object.assign(t,{answer:"",tools:[],raw:[],error:void 0,first:void 0,total:void 0,usage:void 0,finish:void 0,busy:!0}),t.stop=new AbortController,this.requestUpdate();let o=performance.now();try{t.request=this.body(t),await hc(t.target.endpoint,t.request,t.stop.signal,n=>{if(t.raw.length<cu&&t.raw.push(n.raw),(n.text||n.tool)&&t.first===void 0&&(t.first=performance.now()-o),n.text&&(t.answer+=n.text),n.tool){let a=t.tools[n.tool.index]??={id:"",type:"function",function:{name:"",arguments:""}};a.id||=n.tool.id??"",a.function.name+=n.tool.function?.name??"",a.function.arguments+=n.tool.function?.arguments??""}n.usage&&(t.usage=n.usage),n.finish&&(t.finish=n.finish),this.requestUpdate()})}catch(n){n instanceof DOMException&&n.name==="AbortError"?t.finish="you":t.error=n instanceof SyntaxError?new Error("The further parameters are not JSON: "+n.message):n}t.busy=!1,t.total=performance.now()-o,(t.answer||t.tools.length)&&(t.messages=[...t.messages,{role:"assistant",content:t.answer||null,...t.tools.length&&{tool_calls:t.tools.filter(Boolean)}}]),this.requestUpdate()}};customElements.define("kl-playground",ya);var mc={path:"/why",title:"Why was I refused?",nav:{label:"Why was I refused?",icon:"questionCircle"},render:r=>c`<kl-why .route=${r}></kl-why>`},du=1e3,ka=100,uu=2e3,Sa=class extends P{constructor(){super(...arguments);this.paused=!1;this.last=0;this.clock=0;this.poll=async()=>{if(clearTimeout(this.clock),!(this.paused||!this.isConnected)){try{if(this.list){let t=await Yn({kind:"decision",after:String(this.last),$top:"500"});t.value.length&&(this.list=[...t.value.reverse(),...this.list].slice(0,du)),this.last=Math.max(this.last,t.after)}else{let t=await Yn({kind:"decision",order:"newest",$top:"500"});this.list=t.value,this.last=Math.max(0,...t.value.map(o=>o.seq))}this.error=void 0}catch(t){this.error=t}this.isConnected&&(this.clock=window.setTimeout(this.poll,this.error?5e3:uu))}};this.find=t=>{t.preventDefault();let o=String(new FormData(t.target).get("id")).trim();ut(o)?Ul("/why/"+o,Object.fromEntries(this.route.query)):this.error=new Error("That is no id: it looks like 7d2317cb-de97-4301-bbb2-92df9ceeb51f.")}}static{this.properties={route:{attribute:!1},list:{state:!0},paused:{state:!0},error:{state:!0}}}connectedCallback(){super.connectedCallback(),this.poll()}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.clock),this.clock=-1}updated(t){t.has("paused")&&!this.paused&&t.get("paused")&&this.poll()}render(){let t=this.route.rest.slice(1);return c`<h1>Why was I refused?</h1>
      <form class="row" @submit=${this.find}>
        <label for="decision-id" class="unseen">Id of a decision</label>
        <input id="decision-id" name="id" class="grow" type="text" placeholder="Id of a decision, as in x-keyless-decision of the answer" spellcheck="false" autocomplete="off" maxlength="100" .value=${t} />
        <button class="button" type="submit">Explain</button></form>
      ${t?c`<section aria-labelledby="one"><h2 id="one">This decision</h2><kl-decision .decision=${t}></kl-decision></section>`:h}
      <section aria-labelledby="live"><h2 id="live">Decisions</h2>${this.live(t)}</section>`}live(t){let o=this.route.query.get("outcome")??"",n=this.route.query.get("what")??"",a=(this.route.query.get("filter")??"").toLowerCase(),s=(this.list??[]).filter(i=>(!o||o==="allowed"==!!i.allowed)&&(n==="all"||(n==="control"?i.detail?.plane!=="data"&&i.appId!==R.clientId:i.detail?.plane==="data"||!i.detail?.plane))&&(!a||[i.name,i.action,i.scope,i.detail?.operation,i.reason].some(u=>u?.toLowerCase().includes(a)))),l=(i,u,d,g)=>c`<label for=${i} class="unseen">${u}</label><select id=${i} @change=${f=>O({[i]:f.target.value})}>${g.map(([f,y])=>c`<option value=${f} ?selected=${f===d}>${y}</option>`)}</select>`;return c`<div class="row">
        <label for="filter" class="unseen">Filter</label>
        <input id="filter" class="grow" type="search" placeholder="Filter by caller, action or scope" .value=${this.route.query.get("filter")??""} @input=${i=>O({filter:i.target.value})} />
        ${l("outcome","Outcome",o,[["","Allowed and refused"],["refused","Refused"],["allowed","Allowed"]])}
        ${l("what","Kind",n,[["","Calls of models"],["control","Administration"],["all","Everything"]])}
        <fluent-button id="pause" @click=${()=>this.paused=!this.paused}>${k(this.paused?"play":"pause")} ${this.paused?"Go on":"Pause"}</fluent-button></div>
      ${this.error?E(this.error):h}
      ${this.list?s.length===0?H("No such decision yet",c`<p>A call of a model appears here as it is decided. Try one in the <a href=${b("/playground")}>playground</a>.</p>`):c`<p class="soft">${zt(s.length,"decision")}${s.length>ka?`, the newest ${ka} are shown`:""}${this.paused?", paused":""}</p>
            <div class="table" role="group" aria-label="Decisions" tabindex="0"><table>
              <thead><tr><th scope="col">Time</th><th scope="col">Outcome</th><th scope="col">Caller</th><th scope="col">Action</th><th scope="col">Scope</th><th scope="col">Because</th><th scope="col"><span class="unseen">Explanation</span></th></tr></thead>
              <tbody>${s.slice(0,ka).map(i=>c`<tr class=${i.id===t?"picked":h}>
                <td>${Vt(i.at)}</td>
                <td>${i.allowed?A("allowed","good"):A("refused","bad")}</td>
                <td>${i.name?m(i.name,60):i.detail?.caller?.key?m(i.detail.caller.key):c`<span class="soft">unknown</span>`}</td>
                <td>${de(sa(i.action??i.detail?.operation??""))}</td>
                <td title=${i.scope??h}>${i.scope?m(V(i.scope).name,40):h}</td>
                <td>${m(i.reason,80)}</td>
                <td><a href=${b("/why/"+i.id,Object.fromEntries(this.route.query))} aria-label="Explain the decision ${i.id}">Explain</a></td></tr>`)}</tbody></table></div>`:this.error?h:Ke("Reading decisions")}`}};customElements.define("kl-why",Sa);var _o=[uc,nc,gc,mc];var xa=class extends P{constructor(){super(...arguments);this.state="starting";this.menu="";this.clock=0;this.turn=()=>{this.menu="",this.requestUpdate(),this.updateComplete.then(()=>{let t=Jn(_o);document.title=(t?.page.title??"No such page")+" \xB7 keyless portal"})};this.tell=t=>{this.toast=t.detail,clearTimeout(this.clock),this.clock=window.setTimeout(()=>this.toast=void 0,t.detail.undo?15e3:4e3)};this.undo=()=>{let t=this.toast?.undo;this.toast=void 0,t?.()};this.skip=t=>{t.preventDefault(),this.querySelector("#main")?.focus()}}static{this.properties={state:{state:!0},menu:{state:!0},toast:{state:!0}}}connectedCallback(){super.connectedCallback(),this.replaceChildren(),this.start(),addEventListener("hashchange",this.turn),addEventListener("keyless-theme",()=>this.requestUpdate()),addEventListener("keyless-toast",this.tell),addEventListener("click",t=>{this.menu&&!t.target.closest?.(".menu, .menu-button")&&(this.menu="")}),addEventListener("keydown",t=>{t.key==="Escape"&&(this.menu="")})}async start(){try{this.state=await Rl(),this.state==="signed-in"&&this.nameSubscriptions()}catch(t){this.error=t,this.state="failed"}}async nameSubscriptions(){for(let t of await Nr().catch(()=>[]))Qn.set(t.subscriptionId.toLowerCase(),t.displayName);this.requestUpdate()}render(){switch(this.state){case"starting":return c`<div class="alone">${Ke("Signing in")}</div>`;case"signed-out":return this.alone("You are signed out",c`<p>Sign in again to go on.</p>`);case"failed":return this.alone("We could not sign you in",c`${E(this.error)}
          ${this.error instanceof xe&&this.error.number?c`<p><a href="${R.login}/error?code=${this.error.number}">What AADSTS${this.error.number} means and what to do</a></p>`:h}`);case"signed-in":return this.frame()}}alone(t,o){return c`<main class="alone"><div class="card">
      <p class="brand">${this.logo()} keyless</p>
      <h1>${t}</h1>
      ${o}
      <p><fluent-button appearance="primary" id="sign-in" @click=${()=>$r({prompt:this.state==="failed"?"select_account":void 0})}>Sign in</fluent-button></p>
    </div></main>`}logo(){return c`<svg class="logo" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><circle cx="8" cy="12" r="4.5" fill="none" stroke="currentColor" stroke-width="2"/><path d="M12.5 12H21M18 12v3.5" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>`}frame(){let t=Jn(_o);return c`
      <a class="skip" href="#main" @click=${this.skip}>Skip to the content</a>
      <header class="head">
        <fluent-button appearance="transparent" icon-only role="button" class="menu-button only-narrow" aria-label="Pages" aria-expanded=${this.menu==="pages"} @click=${()=>this.menu=this.menu==="pages"?"":"pages"}>${k("navigation")}</fluent-button>
        <a class="brand" href=${b("/home")}>${this.logo()} keyless</a>
        <span class="spring"></span>
        <fluent-button appearance="transparent" icon-only aria-label=${It()?"Use light colours":"Use dark colours"} @click=${ll}>${k(It()?"weatherSunny":"weatherMoon")}</fluent-button>
        <fluent-button appearance="transparent" role="button" class="menu-button who" id="account" aria-expanded=${this.menu==="account"} @click=${()=>this.menu=this.menu==="account"?"":"account"}>
          ${k("person")}<span class="who-name">${m(q().userName||q().name,40)}</span>${k("chevronDown")}
        </fluent-button>
        ${this.menu==="account"?this.accountMenu():h}
      </header>
      <div class="body">
        <nav class="side ${this.menu==="pages"?"open":""}" aria-label="Pages">${this.navigation(t?.page.path??"")}</nav>
        <main id="main" tabindex="-1">
          ${t?t.page.render(t.route):c`<h1>No such page</h1><p>There is no page at <code>${Io().path}</code>. <a href=${b("/home")}>Go home</a></p>`}
        </main>
      </div>
      <div class="toasts" role="status" aria-live="polite">${this.toast?c`<div class="toast">${this.toast.text}${this.toast.undo?c`<fluent-button size="small" id="undo" @click=${this.undo}>Undo</fluent-button>`:h}</div>`:h}</div>`}navigation(t){return c`<ul>${_o.filter(o=>o.nav).map(o=>c`<li><a href=${b(o.path)} aria-current=${o.path===t?"page":h}>${k(o.nav.icon)}${o.nav.label}</a></li>`)}</ul>`}accountMenu(){let t=q();return c`<div class="menu" role="group" aria-label="Account">
      <p class="menu-who"><strong>${m(t.name,60)}</strong><span>${m(t.userName,60)}</span><span class="soft">Object id <code>${t.id}</code></span></p>
      <fluent-button appearance="subtle" id="switch" @click=${()=>$r({prompt:"select_account"})}>${k("personSwap")} Use another account</fluent-button>
      <a class="menu-link" href="${R.login}/my-security">${k("shieldCheckmark")} My security</a>
      <fluent-button appearance="subtle" id="sign-out" @click=${()=>Il()}>${k("signOut")} Sign out</fluent-button>
    </div>`}};customElements.define("kl-app",xa);Bo();
