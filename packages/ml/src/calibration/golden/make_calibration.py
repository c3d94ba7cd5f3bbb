"""Writes calibration.json: 60 explicit raw outputs with labels, and what scipy and scikit-learn make of them."""
import json
from pathlib import Path
import numpy as np, scipy, sklearn
from scipy.optimize import minimize
from scipy.stats import chi2, binom, binomtest, beta as Beta
from sklearn.isotonic import IsotonicRegression
from sklearn.calibration import _SigmoidCalibration
r=np.random.default_rng(20261122)
n=60
z=np.round(r.normal(-0.8,1.6,n),3); z[5]=z[6]; z[20]=z[21]
y=(r.random(n)<1/(1+np.exp(-(0.6*z+0.3)))).astype(int)
out={"versions":{"numpy":np.__version__,"scipy":scipy.__version__,"sklearn":sklearn.__version__},"logits":z.tolist(),"y":y.tolist()}
s=_SigmoidCalibration().fit(z,y)   # p = 1/(1+exp(a z + b)), Platt's smoothed targets
npos=y.sum(); nneg=n-npos
t=np.where(y==1,(npos+1)/(npos+2),1/(nneg+2))
def nll(f):
    def g(p):
        e=f(p); return np.sum(np.logaddexp(0,e)-t*e)
    return g
pl=minimize(nll(lambda p:p[0]*z+p[1]),[1,0],method="BFGS",options={"gtol":1e-12,"maxiter":10000})
out["platt"]={"slope":pl.x[0],"intercept":pl.x[1],"sklearn_slope":-s.a_,"sklearn_intercept":-s.b_}
sp=lambda v:np.logaddexp(0,v)
bt=minimize(nll(lambda p:p[2]+p[1]*sp(z)-p[0]*sp(-z)),[1,1,0],method="BFGS",options={"gtol":1e-12,"maxiter":100000})
out["beta"]={"a":bt.x[0],"b":bt.x[1],"c":bt.x[2]}
tn=minimize(lambda p:np.sum(np.logaddexp(0,p[0]*z)-y*p[0]*z),[1.0],method="BFGS",options={"gtol":1e-12})
out["temperature"]=1/tn.x[0]
# multiclass temperature
Z=np.round(r.normal(0,2,(40,3)),3); Y=r.integers(0,3,40); Y[:25]=Z[:25].argmax(1)
from scipy.special import logsumexp
tm=minimize(lambda p:np.mean(logsumexp(p[0]*Z,axis=1)-p[0]*Z[np.arange(40),Y]),[1.0],method="BFGS",options={"gtol":1e-12})
out["multiclass"]={"logits":Z.ravel().tolist(),"y":Y.tolist(),"temperature":1/tm.x[0]}
iso=IsotonicRegression(out_of_bounds="clip").fit(z,t)
out["isotonic_steps"]=iso.predict(z).tolist()
p=1/(1+np.exp(-z))
o=np.argsort(p,kind="stable"); groups=np.floor(10*np.arange(n)/n).astype(int)
# ties of p at the same bin: stay with the first
gi=np.empty(n,int)
for k,row in enumerate(o):
    gi[row]= gi[o[k-1]] if k>0 and p[row]==p[o[k-1]] else groups[k]
H=0;ece=0;rel=0;res=0
ob=y.mean()
for g in np.unique(gi):
    m=gi==g; E=p[m].sum(); O=y[m].sum(); N=m.sum()
    H+=(O-E)**2/(E*(1-E/N)); ece+=N/n*abs(O/N-E/N); rel+=N/n*(E/N-O/N)**2; res+=N/n*(O/N-ob)**2
out["held_out"]={"hosmer_lemeshow":H,"p":chi2.sf(H,10),"ece_equal_count":ece,"reliability":rel,"resolution":res,"brier":np.mean((p-y)**2)}
out["binomial"]=[{"k":k,"n":N,"p":q,"two_sided":binomtest(k,N,q).pvalue,"ge":binom.sf(k-1,N,q),"le":binom.cdf(k,N,q),"jeffreys":Beta.cdf(q,k+.5,N-k+.5)} for k,N,q in [(0,10,.5),(3,100,.01),(12,400,.05),(27,400,.05),(5,7,.3),(0,250,.01),(250,250,.99),(9,20,.45),(40,1000,.02)]]
json.dump(out,open(Path(__file__).with_name("calibration.json"), "w"),indent=1)
